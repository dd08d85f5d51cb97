"""Activations: what a layer does to each value after the bias, by function and by name.

Each takes an array of any shape and returns a new one of that shape, float32 for float32 (or
float16) and otherwise float64. NaN stays NaN and an infinity gives the limit; numpy never warns.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np

from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.numerics import validation
from convstudio.numerics.dtypes import as_floats, result_dtype
from convstudio.numerics.validation import Array, FloatArray

Activation = Callable[[FloatArray], Array]


def relu(x: Array) -> FloatArray:
    """``max(x, 0)``: V. Nair, G. Hinton, "Rectified linear units", 2010.

    Raises:
        ArgumentTypeError: no numpy array of real numbers.

    Example:
        >>> relu(np.array([-2, 0, 3]))
        array([0., 0., 3.])
    """
    values = _floats(x)
    with np.errstate(all="ignore"):
        return np.maximum(values, 0, out=values)


def leaky_relu(x: Array, slope: float = 0.01) -> FloatArray:
    """``x`` above 0 and ``slope · x`` below: A. Maas et al., "Rectifier nonlinearities", 2013.

    Args:
        slope: a finite number; with 0 this is ``relu``, for −∞ as well.

    Raises:
        ArgumentTypeError: no numpy array of real numbers, or ``slope`` no real number.
        ArgumentValueError: ``slope`` is NaN or infinite.

    Example:
        >>> leaky_relu(np.array([-2.0, 3.0]), slope=0.5)
        array([-1.,  3.])
    """
    values = _floats(x)
    factor = validation.finite(slope, "slope")
    if factor == 0:
        return relu(values)
    with np.errstate(all="ignore"):
        # In float64, because a slope beyond float32 would turn 0 into 0 · ∞.
        below = values.astype(np.float64) * factor
    return np.where(values > 0, values, as_floats(below, values.dtype))


def sigmoid(x: Array) -> FloatArray:
    """``1 / (1 + e^−x)``, from 0 to 1.

    Only powers of e with a negative exponent are taken, so nothing overflows however large x is.

    Raises:
        ArgumentTypeError: no numpy array of real numbers.

    Example:
        >>> sigmoid(np.array([-1e4, 0, 1e4]))
        array([0. , 0.5, 1. ])
    """
    values = _floats(x)
    with np.errstate(all="ignore"):
        small = np.exp(-np.abs(values))
        return cast(FloatArray, np.where(values < 0, small, 1) / (1 + small))


def tanh(x: Array) -> FloatArray:
    """The hyperbolic tangent, from −1 to 1.

    Raises:
        ArgumentTypeError: no numpy array of real numbers.

    Example:
        >>> tanh(np.array([-1e4, 0, 1e4]))
        array([-1.,  0.,  1.])
    """
    values = _floats(x)
    with np.errstate(all="ignore"):
        return np.tanh(values, out=values)


def softmax(x: Array, axis: int = -1) -> FloatArray:
    """``e^x / Σ e^x`` along one axis: positive shares that add up to 1.

    The largest value is subtracted first, so nothing overflows. Values that are equal to an
    infinite largest value share the whole evenly and all others get 0: the limit when they grow
    together. So ``[∞, 1, ∞]`` gives ``[½, 0, ½]``, and nothing but −∞ gives equal shares. A NaN
    makes every share along its line NaN.

    Args:
        x: at least one axis.
        axis: along which the shares add up; from the last, as with numpy, where negative.

    Raises:
        ArgumentTypeError: no numpy array of real numbers, or ``axis`` no integer.
        ArgumentValueError: an axis that the array does not have.

    Example:
        >>> softmax(np.array([[0, 0], [1e4, 0]]))
        array([[0.5, 0.5],
               [1. , 0. ]])
    """
    values = _floats(x)
    if values.ndim == 0:
        raise ArgumentValueError("x", given="shape ()", wanted="at least 1-dimensional")
    along = validation.integer(axis, "axis", minimum=-values.ndim, maximum=values.ndim - 1)
    if values.size == 0:
        return values
    with np.errstate(all="ignore"):
        largest = values.max(axis=along, keepdims=True)
        # ∞ − ∞ is NaN, but what equals the largest is no distance from it.
        powers = np.exp(np.where(values == largest, 0, values - largest))
        return cast(FloatArray, powers / powers.sum(axis=along, keepdims=True))


def absolute(x: Array) -> FloatArray:
    """``|x|``.

    Raises:
        ArgumentTypeError: no numpy array of real numbers.

    Example:
        >>> absolute(np.array([-128, 5], np.int8))
        array([128.,   5.])
    """
    values = _floats(x)
    return np.abs(values, out=values)


ACTIVATIONS: dict[str, Callable[..., FloatArray]] = {
    "relu": relu,
    "leaky_relu": leaky_relu,
    "sigmoid": sigmoid,
    "tanh": tanh,
    "softmax": softmax,
    "absolute": absolute,
}


def activation_named(value: object, name: str = "activation") -> Activation | None:
    """The function that is meant by one of the names of ``ACTIVATIONS``, a function, or None.

    Raises:
        ArgumentTypeError: something else altogether.
        ArgumentValueError: another word.

    Example:
        >>> activation_named("relu") is relu
        True
    """
    if value is None:
        return None
    names = ", ".join(f"“{word}”" for word in ACTIVATIONS)
    wanted = f"None, a function or one of {names}"
    if isinstance(value, str):
        if value not in ACTIVATIONS:
            raise ArgumentValueError(name, given=f"“{value[:40]}”", wanted=wanted)
        return ACTIVATIONS[value]
    if not callable(value):
        raise ArgumentTypeError(name, given=validation.type_of(value), wanted=wanted)
    return cast(Activation, value)


def activated(
    maps: FloatArray, activation: Activation | None, name: str = "activation"
) -> FloatArray:
    """The maps after an activation, in their own dtype; a user's function is held to its shape.

    Args:
        maps: (batch, rows, columns, channels), so that ``softmax`` runs over the channels.
        activation: as ``activation_named`` returns it.

    Raises:
        ArgumentTypeError: the function returned no numpy array of real numbers.
        ArgumentValueError: it returned another shape.
    """
    if activation is None:
        return maps
    found = validation.real_array(activation(maps), f"what {name} returns")
    if found.shape != maps.shape:
        raise ArgumentValueError(
            f"what {name} returns",
            given=f"shape {found.shape}",
            wanted=f"of the shape {maps.shape} that it was given",
        )
    return as_floats(found, maps.dtype)


def _floats(x: Array) -> FloatArray:
    """A new array of the result's dtype with the values of ``x``."""
    array = validation.real_array(x, "x")
    return as_floats(array, result_dtype(array), copy=True)
