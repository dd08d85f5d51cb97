"""The activations of ``colour`` as expressions of array programs and of libvips, by name."""

from __future__ import annotations


def numpy_activation(name: str, white: str) -> str:
    """With NumPy's functions, and the value of white."""
    return {
        "relu": "np.maximum(colour, 0)",
        "leaky_relu": "np.where(colour > 0, colour, 0.01 * colour)",
        "sigmoid": f"{white} / (1 + np.exp(-colour / {white}))",
        "tanh": f"{white} * np.tanh(colour / {white})",
        "absolute": "np.abs(colour)",
    }[name]


def vips_activation(name: str, white: str) -> str:
    """With the operations of a libvips image, likewise."""
    return {
        "relu": "(colour > 0).ifthenelse(colour, 0)",
        "leaky_relu": "(colour > 0).ifthenelse(colour, colour * 0.01)",
        "sigmoid": f"{white} / ((colour / -{white}).exp() + 1)",
        "tanh": f'(colour / {white}).math("tanh") * {white}',
        "absolute": "colour.abs()",
    }[name]
