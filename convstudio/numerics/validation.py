"""Every check of arrays and hyperparameters; the public functions and the window share them.

Each check names the argument, says what it was and what is wanted, and raises an error that is a
ValidationError as well as the TypeError or ValueError that one expects.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from convstudio.errors import ArgumentTypeError, ArgumentValueError

Array = npt.NDArray[Any]
FloatArray = npt.NDArray[np.floating[Any]]
_PAIR = "an integer or (vertical, horizontal)"


def real_array(array: object, name: str) -> Array:
    """The array itself, if it is a numpy array of integers or floats.

    Raises:
        ArgumentTypeError: no numpy array, or one of booleans, strings, objects or complex numbers,
            or one with a mask, which would be passed over.
    """
    if not isinstance(array, np.ndarray):
        raise ArgumentTypeError(name, given=type_of(array), wanted="a numpy array")
    if isinstance(array, np.ma.MaskedArray):
        raise ArgumentTypeError(
            name,
            given="a masked array",
            wanted="a numpy array without a mask",
            hint="Its filled() says what stands where the mask is.",
        )
    if array.dtype.kind not in "iuf":
        raise ArgumentTypeError(
            name,
            given=f"an array of dtype {array.dtype}",
            wanted="an array of real numbers (integers or floats)",
        )
    return array


def not_empty(array: Array, name: str) -> None:
    """Raises ArgumentValueError for an array without a single value."""
    if array.size == 0:
        raise ArgumentValueError(name, given=f"shape {array.shape}", wanted="not empty")


def dimensions(array: Array, name: str, allowed: tuple[int, ...]) -> None:
    """Raises ArgumentValueError unless the array has one of the ``allowed`` numbers of axes."""
    if array.ndim not in allowed:
        wanted = " or ".join(f"{n}-dimensional" for n in allowed)
        raise ArgumentValueError(name, given=f"shape {array.shape}", wanted=wanted)


def strict_kernel(kernel: Array, image: Array) -> None:
    """The kernel rules of ``convolution2D``: square, odd and no larger than the image.

    Raises:
        ArgumentValueError: which rule was broken, and by what size.
    """
    rows, columns = kernel.shape
    if rows != columns:
        raise ArgumentValueError("kernel", given=f"{rows}×{columns}", wanted="square")
    if rows % 2 == 0:
        raise ArgumentValueError(
            "kernel size",
            given=str(rows),
            wanted="odd, so that one weight is the centre",
            hint=f"{nearest_odd_sizes(rows)} would do.",
        )
    if rows > min(image.shape):
        raise ArgumentValueError(
            "kernel",
            given=f"a {rows}×{columns} kernel for a {image.shape[0]}×{image.shape[1]} image",
            wanted="no larger than the image",
        )


def nearest_odd_sizes(size: int) -> str:
    """The odd sizes on both sides of an even one, in words: ``"3 or 5"``."""
    below, above = size - 1, size + 1
    return f"{below} or {above}" if below > 0 else str(above)


def integer(
    value: object, name: str, *, minimum: int | None = None, maximum: int | None = None
) -> int:
    """The value as an int; a numpy integer is one, a bool and a float are none.

    Raises:
        ArgumentTypeError: not an integer.
        ArgumentValueError: below ``minimum`` or above ``maximum``.
    """
    # numpy counts its time spans among the integers.
    if isinstance(value, bool | np.timedelta64) or not isinstance(value, int | np.integer):
        given = repr(value) if isinstance(value, bool | float) else type_of(value)
        raise ArgumentTypeError(name, given=given, wanted="an integer")
    number = int(value)
    if minimum is not None and number < minimum:
        wanted = f"at least {minimum}" if maximum is None else f"from {minimum} to {maximum}"
        raise ArgumentValueError(name, given=told(number), wanted=wanted)
    if maximum is not None and number > maximum:
        wanted = f"at most {maximum}" if minimum is None else f"from {minimum} to {maximum}"
        raise ArgumentValueError(name, given=told(number), wanted=wanted)
    return number


def pair(value: object, name: str, *, minimum: int, maximum: int | None = None) -> tuple[int, int]:
    """(vertical, horizontal) from one integer or two.

    Raises:
        ArgumentTypeError: neither an integer nor two integers.
        ArgumentValueError: not two values, or one out of range.
    """
    if isinstance(value, tuple | list):
        if len(value) != 2:
            raise ArgumentValueError(name, given=f"a sequence of {len(value)} values", wanted=_PAIR)
        vertical, horizontal = (
            integer(item, name, minimum=minimum, maximum=maximum) for item in value
        )
        return vertical, horizontal
    try:
        both = integer(value, name, minimum=minimum, maximum=maximum)
    except ArgumentTypeError as error:
        raise ArgumentTypeError(name, given=error.given, wanted=_PAIR) from None
    return both, both


def finite(value: object, name: str) -> float:
    """The value as a float, if it is a finite real number.

    Raises:
        ArgumentTypeError: no real number.
        ArgumentValueError: NaN or an infinity.
    """
    # numpy counts its time spans among the integers.
    if isinstance(value, bool | np.timedelta64) or not isinstance(
        value, int | float | np.integer | np.floating
    ):
        raise ArgumentTypeError(name, given=type_of(value), wanted="a real number")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        given = told(value) if isinstance(value, int) else str(value)[:40]
        raise ArgumentValueError(name, given=given, wanted="a finite number")
    return number


def switch(value: object, name: str) -> bool:
    """The value, if it is True or False.

    Raises:
        ArgumentTypeError: anything else, 0 and 1 included.
    """
    if not isinstance(value, bool | np.bool_):
        raise ArgumentTypeError(name, given=type_of(value), wanted="True or False")
    return bool(value)


def choice(value: object, name: str, allowed: tuple[str, ...]) -> str:
    """The value, if it is one of the ``allowed`` words.

    Raises:
        ArgumentTypeError: no string.
        ArgumentValueError: another word.
    """
    wanted = "one of " + ", ".join(f"“{word}”" for word in allowed)
    if not isinstance(value, str):
        raise ArgumentTypeError(name, given=type_of(value), wanted=wanted)
    if value not in allowed:
        raise ArgumentValueError(name, given=f"“{value[:40]}”", wanted=wanted)
    return value


def type_of(value: object) -> str:
    """The type of a value in words: ``"an int"``, ``"None"``."""
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        return "a numpy array"
    kind = type(value).__name__
    return f"{'an' if kind[0].lower() in 'aeiou' else 'a'} {kind}"


def told(number: int) -> str:
    """An integer in words that fit a line, however many digits were typed.

    Example:
        >>> told(10**20 - 1), told(-(10**20))
        ('99999999999999999999', 'a number of 21 digits')
    """
    if abs(number) >= 10**4000:  # Python refuses to print integers without end
        return "a number of more than 4000 digits"
    digits = len(str(abs(number)))
    return str(number) if digits <= 20 else f"a number of {digits} digits"
