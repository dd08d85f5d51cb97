"""ConvStudio: convolution kernels on real pictures.

The public Python API, numpy alone; the window and the file formats load when they are asked for.
"""

from convstudio.errors import ValidationError
from convstudio.numerics.convolution import conv2d, convolution2D

__all__ = ["ValidationError", "conv2d", "convolution2D"]
