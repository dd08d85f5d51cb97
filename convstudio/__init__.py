"""ConvStudio: convolution kernels on real pictures.

The public Python API, numpy alone; the window and the file formats load when they are asked for.
So does the API itself: a help text on the command line needs no numpy.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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

_PLACES = {
    "errors": ("ValidationError",),
    "numerics.activations": ("absolute", "leaky_relu", "relu", "sigmoid", "softmax", "tanh"),
    "numerics.convolution": ("conv1d", "conv2d", "convolution2D", "explain"),
    "numerics.layers": ("im2col", "locally_connected2d"),
    "numerics.padding": ("same_padding",),
    "numerics.pooling": ("avg_pool2d", "max_pool2d"),
    "numerics.sizes": ("output_size", "parameter_count", "receptive_field"),
}
_MODULES = {name: module for module, names in _PLACES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = found  # the next time it is at hand
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
