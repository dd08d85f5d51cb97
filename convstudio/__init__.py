"""ConvStudio: convolution kernels on real pictures.

The public Python API, numpy alone; the window and the file formats load when they are asked for.
"""

from convstudio.errors import ValidationError
from convstudio.numerics.activations import absolute, leaky_relu, relu, sigmoid, softmax, tanh
from convstudio.numerics.convolution import conv1d, conv2d, convolution2D, explain
from convstudio.numerics.layers import im2col, locally_connected2d
from convstudio.numerics.padding import same_padding
from convstudio.numerics.pooling import avg_pool2d, max_pool2d
from convstudio.numerics.sizes import output_size, parameter_count, receptive_field

__all__ = [
    "ValidationError",
    "absolute",
    "avg_pool2d",
    "conv1d",
    "conv2d",
    "convolution2D",
    "explain",
    "im2col",
    "leaky_relu",
    "locally_connected2d",
    "max_pool2d",
    "output_size",
    "parameter_count",
    "receptive_field",
    "relu",
    "same_padding",
    "sigmoid",
    "softmax",
    "tanh",
]
