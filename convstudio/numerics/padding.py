"""Padding: the forms in which it is asked for, the pixels they come to, and what cannot be."""

from __future__ import annotations

from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.numerics import validation
from convstudio.numerics.geometry import Axis
from convstudio.numerics.remedies import what_would_fit
from convstudio.numerics.request import (
    ANY,
    LARGEST_PADDING,
    PaddingMode,
    Pair,
    Request,
    Rules,
    Sides,
    is_outside,
    obstacle,
    same_amounts,
    too_wide,
)

PADDING_MODES: tuple[PaddingMode, ...] = ("same", "valid")
LARGEST_SIZE = 2**63 - 1  # numpy's largest index; Python refuses to print integers without end
Padding = PaddingMode | int | Pair | Sides
_DIRECTIONS = "vertical", "horizontal"
_WANTED = "“same”, “valid”, an integer, (vertical, horizontal) or ((top, bottom), (left, right))"


def checked_padding(padding: object) -> PaddingMode | Sides:
    """The padding, checked: a mode, or ((top, bottom), (left, right)) in pixels.

    Raises:
        ArgumentTypeError: something else altogether.
        ArgumentValueError: another word, or below 0.
    """
    if isinstance(padding, str):
        if padding not in PADDING_MODES:
            raise ArgumentValueError("padding", given=f"“{padding[:40]}”", wanted=_WANTED)
        return padding
    if isinstance(padding, tuple | list):
        if len(padding) != 2:
            raise ArgumentValueError(
                "padding", given=f"a sequence of {len(padding)} values", wanted=_WANTED
            )
        vertical, horizontal = (_sides(item) for item in padding)
        return vertical, horizontal
    both = _sides(padding)
    return both, both


def same_padding(size: int, kernel: int, stride: int = 1, dilation: int = 1) -> Pair:
    """How much ``same`` pads one axis: ⌈n/s⌉ outputs, the odd pixel goes after.

    Args:
        size: n, the input size.
        kernel: f, the kernel size.

    Returns:
        (before, after) in pixels.

    Raises:
        ArgumentTypeError: no integers.
        ArgumentValueError: an argument below 1.

    Example:
        >>> same_padding(28, 5), same_padding(6, 3, stride=2)
        ((2, 2), (0, 1))
    """
    n = validation.integer(size, "size", minimum=1)
    f = validation.integer(kernel, "kernel", minimum=1)
    s = validation.integer(stride, "stride", minimum=1)
    return same_amounts(n, f, s, validation.integer(dilation, "dilation", minimum=1))


def axes(
    shape: Pair,
    kernel: Pair,
    strides: Pair = (1, 1),
    padding: PaddingMode | Sides = "same",
    dilation: Pair = (1, 1),
    *,
    border: str = "zeros",
    exact: bool = False,
    anchor: Pair | None = None,
    rules: Rules = ANY,
) -> tuple[Axis, Axis]:
    """Both axes of a layer, the vertical one first, with the padding resolved into pixels.

    Args:
        shape: (rows, columns) of the input.
        kernel: (rows, columns) of the kernel.
        padding: as ``checked_padding`` returns it.
        border: what stands outside; ``reflect`` reaches no further than the picture itself.
        exact: refuses a stride that leaves a remainder.
        anchor: (row, column) of the weight over the output's pixel; ``same`` pads accordingly.
        rules: of the kind of layer.

    Raises:
        ArgumentValueError: the kernel is larger than the padded picture, so the map is empty; one
            of the two above; or the window of a pooling would hold no value.
    """
    request = Request(shape, kernel, strides, padding, dilation, border, exact, anchor, rules)
    both = request.axes()
    found = obstacle(request, both)
    if found is None:
        return both
    hint = what_would_fit(request, found)
    if found == "outside":
        raise _outside(both, hint)
    if found == "empty":
        raise _empty(*both, hint, rules)
    if found == "reflection":
        raise _wide_reflection(both, hint)
    raise _remainder(both, hint, "window" if rules.pool else "kernel")


def _sides(padding: object) -> Pair:
    """(before, after) from one integer or two."""
    try:
        before, after = validation.pair(padding, "padding", minimum=0, maximum=LARGEST_PADDING)
    except ArgumentTypeError as error:
        raise ArgumentTypeError("padding", given=error.given, wanted=_WANTED) from None
    return before, after


def _outside(both: tuple[Axis, Axis], hint: str) -> ArgumentValueError:
    axis, direction = next(
        (axis, direction)
        for axis, direction in zip(both, _DIRECTIONS, strict=True)
        if is_outside(axis)
    )
    return ArgumentValueError(
        f"{direction} padding",
        given=f"{max(axis.before, axis.after)} for a pool size of {axis.kernel}",
        wanted="smaller than the pool size, so that every window holds a value",
        hint=hint,
    )


def _empty(vertical: Axis, horizontal: Axis, hint: str, rules: Rules) -> ArgumentValueError:
    size = f"{vertical.kernel}×{horizontal.kernel}"
    dilated = vertical.dilation > 1 or horizontal.dilation > 1
    reach = f", {vertical.extent}×{horizontal.extent} as dilated," if dilated else ""
    padded = f", {vertical.padded}×{horizontal.padded} with its padding," if rules.padded else ""
    return ArgumentValueError(
        rules.pool or "kernel",
        given=f"{size if rules.pool else f'a {size} kernel'}{reach} for a picture of "
        f"{vertical.size}×{horizontal.size} pixels (rows × columns){padded}",
        wanted=f"no larger than the {'padded ' if rules.padded else ''}picture",
        hint=hint,
    )


def _wide_reflection(both: tuple[Axis, Axis], hint: str) -> ArgumentValueError:
    axis, unit = next(
        (axis, unit) for axis, unit in zip(both, ("rows", "columns"), strict=True) if too_wide(axis)
    )
    lines = f"{axis.size} {unit}" if axis.size > 1 else f"1 {unit[:-1]}"
    return ArgumentValueError(
        "padding",
        given=f"a padding of {max(axis.before, axis.after)} for {lines}",
        wanted=f"at most {axis.size - 1} with border “reflect”, which mirrors the picture about "
        "its edge pixels",
        hint=hint,
    )


def _remainder(both: tuple[Axis, Axis], hint: str, slides: str) -> ArgumentValueError:
    axis, direction = next(
        (axis, direction)
        for axis, direction in zip(both, _DIRECTIONS, strict=True)
        if axis.remainder
    )
    room = axis.padded - axis.extent
    pixels = "one pixel" if room == 1 else f"{room} pixels"
    return ArgumentValueError(
        f"{direction} stride",
        given=f"{validation.told(axis.stride)}, which leaves a remainder of {axis.remainder},",
        wanted=f"a divisor of the {pixels} that the {slides} can move",
        hint=hint,
    )


__all__ = [
    "LARGEST_PADDING",
    "LARGEST_SIZE",
    "PADDING_MODES",
    "Padding",
    "PaddingMode",
    "Pair",
    "Rules",
    "Sides",
    "axes",
    "checked_padding",
    "same_padding",
]
