"""Padding: the forms in which it is asked for, the pixels they come to, and what cannot be."""

from __future__ import annotations

from typing import Literal

from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.numerics import validation
from convstudio.numerics.geometry import Axis

PaddingMode = Literal["same", "valid"]
PADDING_MODES: tuple[PaddingMode, ...] = ("same", "valid")
_TRIED = 10_000  # strides or paddings looked at before a hint goes without
LARGEST_PADDING = 2**31 - 1  # beyond any memory, within any index
LARGEST_SIZE = 2**63 - 1  # numpy's largest index; Python refuses to print integers without end
Pair = tuple[int, int]
Sides = tuple[Pair, Pair]
Padding = PaddingMode | int | Pair | Sides
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
    extent = validation.integer(dilation, "dilation", minimum=1) * (f - 1) + 1
    outputs = -(-n // s)
    total = max((outputs - 1) * s + extent - n, 0)
    return total // 2, total - total // 2


def axes(
    shape: Pair,
    kernel: Pair,
    strides: Pair = (1, 1),
    padding: PaddingMode | Sides = "same",
    dilation: Pair = (1, 1),
    *,
    border: str = "zeros",
    exact: bool = False,
) -> tuple[Axis, Axis]:
    """Both axes of a layer, the vertical one first, with the padding resolved into pixels.

    Args:
        shape: (rows, columns) of the input.
        kernel: (rows, columns) of the kernel.
        padding: as ``checked_padding`` returns it.
        border: what stands outside; ``reflect`` reaches no further than the picture itself.
        exact: refuses a stride that leaves a remainder.

    Raises:
        ArgumentValueError: the kernel is larger than the padded picture, so the map is empty;
            or one of the two above.
    """
    vertical, horizontal = (
        _resolved(
            size, taps, stride, spread, padding if isinstance(padding, str) else padding[index]
        )
        for index, (size, taps, stride, spread) in enumerate(
            zip(shape, kernel, strides, dilation, strict=True)
        )
    )
    if 0 in (vertical.output, horizontal.output):
        _refuse_empty(vertical, horizontal, border)
    if border == "reflect":
        _refuse_wide_reflection(vertical, horizontal)
    if exact:
        for axis, direction in ((vertical, "vertical"), (horizontal, "horizontal")):
            if axis.remainder:
                linked = vertical.stride == horizontal.stride
                both = (vertical, horizontal) if linked else (axis,)
                _refuse_remainder(axis, direction, both, padding == "same", border)
    return vertical, horizontal


def _resolved(
    size: int, kernel: int, stride: int, dilation: int, padding: PaddingMode | Pair
) -> Axis:
    """One axis with its padding in pixels."""
    if padding == "same":
        padding = same_padding(size, kernel, stride, dilation)
    before, after = (0, 0) if isinstance(padding, str) else padding
    return Axis(size, kernel, stride, before, after, dilation)


def _sides(padding: object) -> Pair:
    """(before, after) from one integer or two."""
    try:
        before, after = validation.pair(padding, "padding", minimum=0, maximum=LARGEST_PADDING)
    except ArgumentTypeError as error:
        raise ArgumentTypeError("padding", given=error.given, wanted=_WANTED) from None
    return before, after


def _refuse_empty(vertical: Axis, horizontal: Axis, border: str) -> None:
    both = (vertical, horizontal)
    fitting = min((axis.padded - 1) // axis.dilation + 1 for axis in both)
    fitting -= (fitting + 1) % 2
    padding = max(-(-(axis.extent - axis.size) // 2) for axis in both)
    widest = min(axis.size for axis in both) - 1 if border == "reflect" else LARGEST_PADDING
    same = max(max(_same(axis)) - axis.size for axis in both)
    ways = [f"a kernel of at most {fitting}×{fitting}"]
    ways += ["padding “same”"] if border != "reflect" or same < 0 else []
    ways += [f"a padding of at least {padding}"] if padding <= widest else []
    dilated = vertical.dilation > 1 or horizontal.dilation > 1
    reach = f", {vertical.extent}×{horizontal.extent} as dilated," if dilated else ""
    raise ArgumentValueError(
        "kernel",
        given=f"a {vertical.kernel}×{horizontal.kernel} kernel{reach} for a picture of "
        f"{vertical.size}×{horizontal.size} pixels (rows × columns), "
        f"{vertical.padded}×{horizontal.padded} with its padding,",
        wanted="no larger than the padded picture",
        hint=_what_would_fit(ways),
    )


def _same(axis: Axis) -> Pair:
    return same_padding(axis.size, axis.kernel, axis.stride, axis.dilation)


def _refuse_wide_reflection(vertical: Axis, horizontal: Axis) -> None:
    both = (vertical, horizontal)
    narrowest = min(axis.size for axis in both) - 1
    # A narrower padding helps only where the kernel still fits into the picture with it.
    missing = max(axis.extent - axis.size for axis in both)
    ways = [f"a padding of {narrowest}"] if narrowest > 0 and missing <= 2 * narrowest else []
    ways += ["padding “valid”"] if missing <= 0 else []
    ways.append("border “symmetric” or “edge”")
    for axis, unit in ((vertical, "rows"), (horizontal, "columns")):
        widest = max(axis.before, axis.after)
        if widest > axis.size - 1:
            raise ArgumentValueError(
                "padding",
                given=f"a padding of {widest} for {axis.size} {unit}",
                wanted=f"at most {axis.size - 1} with border “reflect”, which mirrors the picture "
                "about its edge pixels",
                hint=_what_would_fit(ways),
            )


def _refuse_remainder(
    axis: Axis, direction: str, both: tuple[Axis, ...], same: bool, border: str
) -> None:
    """Names the nearest settings that fit in every direction that shares the stride.

    Args:
        axis: the one that does not fit.
        both: the axes that one stride serves.
        same: whether the padding follows the stride.
    """
    room = axis.padded - axis.extent
    widest = max(a.padded - a.extent for a in both)

    def fits(stride: int, padding: Pair | None = None) -> bool:
        found = [
            _resolved(
                a.size,
                a.kernel,
                stride,
                a.dilation,
                "same" if same and padding is None else padding or (a.before, a.after),
            )
            for a in both
        ]
        return all(a.output > 0 and not a.remainder for a in found)

    below = min(axis.stride - 1, widest)
    strides = [
        next((s for s in range(below, max(below - _TRIED, 0), -1) if fits(s)), 1),
        next((s for s in range(axis.stride + 1, min(widest, below + _TRIED) + 1) if fits(s)), None),
    ]
    ways = [f"a stride of {' or '.join(str(s) for s in strides if s is not None)}"]
    half = (axis.before + axis.after) // 2
    most = min(a.size for a in both) - 1 if border == "reflect" else LARGEST_PADDING
    reach = min(axis.stride, _TRIED)
    paddings = [
        next(
            (p for p in range(half, max(half - reach, 0) - 1, -1) if fits(axis.stride, (p, p))),
            None,
        ),
        next((p for p in range(half + 1, half + reach + 1) if fits(axis.stride, (p, p))), None),
    ]
    words = " or ".join(str(p) for p in paddings if p is not None and p <= most)
    ways += [f"the same padding of {words} on every side"] if words else []
    raise ArgumentValueError(
        f"{direction} stride",
        given=f"{axis.stride}, which leaves a remainder of {axis.remainder},",
        wanted=f"a divisor of the {room} pixels that the kernel can move",
        hint=_what_would_fit(ways),
    )


def _what_would_fit(ways: list[str]) -> str:
    last = ways[-1] if len(ways) == 1 else f"{', '.join(ways[:-1])}, or {ways[-1]}"
    return f"What would fit: {last}."
