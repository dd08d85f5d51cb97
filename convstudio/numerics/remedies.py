"""The nearest settings that can be, for a request that cannot; each is tried before it is named."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from convstudio.numerics.request import LARGEST_PADDING, Obstacle, Pair, Request, Sides, fits

_TRIED = 1_000  # settings looked at in one search; the handful of them stays within milliseconds
_SAME, _VALID, _BORDERS = "padding “same”", "padding “valid”", "border “symmetric” or “edge”"


def what_would_fit(request: Request, obstacle: Obstacle) -> str:
    """The hint of a refusal: what belongs to the obstacle, or else what helps at all."""
    ways = _OF[obstacle](request) or _others(request) or _combined(request)
    if not ways:
        return ""
    last = ways[-1] if len(ways) == 1 else f"{', '.join(ways[:-1])}, or {ways[-1]}"
    return f"What would fit: {last}."


def _against_empty(request: Request) -> list[str]:
    return [*_kernel(request), *_fitting(_modes(request)[:1]), *_larger_padding(request)]


def _against_reflection(request: Request) -> list[str]:
    narrowest = min(request.shape) - 1
    paddings = range(narrowest, max(_least_padding(request), 1) - 1, -1)
    found = _first(paddings, lambda p: fits(_padded(request, p)))
    ways = [] if found is None else [f"a padding of {found}"]
    return [*ways, *_fitting(_modes(request)[1:]), *_border(request)]


def _against_remainder(request: Request) -> list[str]:
    return [*_strides(request), *_equal_paddings(request)]


_OF: dict[Obstacle, Callable[[Request], list[str]]] = {
    "empty": _against_empty,
    "reflection": _against_reflection,
    "remainder": _against_remainder,
}


def _others(request: Request) -> list[str]:
    """Every other single setting."""
    return [*_fitting(_modes(request)), *_kernel(request), *_border(request)]


def _combined(request: Request) -> list[str]:
    """The first combination that fits; the last of them always does."""
    same, valid = (replace(request, padding=mode) for mode in ("same", "valid"))
    words = "a stride of 1" if _linked(request) else "strides of 1 and 1 (vertical, horizontal)"
    ways = [
        (f"{_SAME} and {words}", replace(same, strides=(1, 1))),
        (f"{_VALID} and {words}", replace(valid, strides=(1, 1))),
    ]
    if request.border == "reflect":
        ways += [
            (f"{words} and {_BORDERS}", replace(request, strides=(1, 1), border="edge")),
            (f"{_SAME} and {_BORDERS}", replace(same, border="edge")),
            (f"{_SAME}, {words} and {_BORDERS}", replace(same, strides=(1, 1), border="edge")),
        ]
    return _fitting(ways)[:1]


def _fitting(ways: Iterable[tuple[str, Request]]) -> list[str]:
    return [words for words, request in ways if fits(request)]


def _modes(request: Request) -> list[tuple[str, Request]]:
    return [(_SAME, replace(request, padding="same")), (_VALID, replace(request, padding="valid"))]


def _border(request: Request) -> list[str]:
    if request.border != "reflect":
        return []
    both = (replace(request, border=border) for border in ("symmetric", "edge"))
    return [_BORDERS] if all(fits(other) for other in both) else []


def _kernel(request: Request) -> list[str]:
    """The largest odd kernel that fits: a square for a square, otherwise rows × columns.

    Over a single row or column no square has room but 1×1: there each direction is for itself.
    """
    most = [min(axis.kernel, (axis.padded - 1) // axis.dilation + 1) for axis in request.axes()]
    if request.kernel[0] == request.kernel[1] and min(request.shape) > 1:
        both = _largest_kernel(request, min(most))
        found = [both, both]
    else:
        found = [_largest_kernel(_alone(request, index), most[index]) for index in (0, 1)]
    if found[0] is None or found[1] is None:
        return []
    bound = "at most " if _free_of_remainders(request) else ""
    words = f"a kernel of {bound}{found[0]}×{found[1]}"
    return _fitting([(words, replace(request, kernel=(found[0], found[1])))])


def _largest_kernel(request: Request, most: int) -> int | None:
    sizes = range(most - (most + 1) % 2, 0, -2)
    return _first(sizes, lambda f: fits(replace(request, kernel=(f, f))))


def _larger_padding(request: Request) -> list[str]:
    least = _least_padding(request)
    last = min(request.shape) - 1 if request.border == "reflect" else LARGEST_PADDING
    paddings = range(least, min(least + math.lcm(*request.strides), last + 1))
    found = _first(paddings, lambda p: fits(_padded(request, p)))
    if found is None:
        return []
    bound = "at least " if _free_of_remainders(request) and request.border != "reflect" else ""
    return [f"a padding of {bound}{found}"]


def _equal_paddings(request: Request) -> list[str]:
    """The nearest paddings on every side to what stands about the axis that leaves a remainder."""
    loose = next(axis for axis in request.axes() if axis.remainder)
    half = (loose.before + loose.after) // 2
    last = min(request.shape) - 1 if request.border == "reflect" else LARGEST_PADDING
    period = math.lcm(*request.strides)
    start = min(half, last)
    below = range(start, max(start - period, -1), -1)
    above = range(half + 1, min(half + period, last) + 1)
    found = [_first(amounts, lambda p: fits(_padded(request, p))) for amounts in (below, above)]
    words = " or ".join(str(padding) for padding in found if padding is not None)
    return [f"the same padding of {words} on every side"] if words else []


def _strides(request: Request) -> list[str]:
    """A stride for both directions, for the one that leaves a remainder, or one for each."""
    vertical, horizontal = request.strides
    loose = [axis.remainder > 0 for axis in request.axes()]
    if _linked(request):
        found = _around(request, vertical, lambda s: (s, s))
    elif not loose[1]:
        found = _around(request, vertical, lambda s: (s, horizontal))
    elif not loose[0]:
        found = _around(request, horizontal, lambda s: (vertical, s))
    else:
        return _pair_of_strides(request)
    return [f"a stride of {' or '.join(str(stride) for stride in found)}"] if found else []


def _pair_of_strides(request: Request) -> list[str]:
    pair = []
    for index, stride in enumerate(request.strides):
        found = _around(_alone(request, index), stride, lambda s: (s, s))
        if not found:
            return []
        pair.append(min(found, key=partial(_distance, stride)))
    words = f"strides of {pair[0]} and {pair[1]} (vertical, horizontal)"
    return _fitting([(words, replace(request, strides=(pair[0], pair[1])))])


def _distance(stride: int, other: int) -> int:
    return abs(other - stride)


def _around(request: Request, stride: int, strides: Callable[[int], Pair]) -> list[int]:
    """The nearest strides below and above that fit."""
    # No stride beyond the way that the kernel can move leaves nothing over.
    widest = max(
        axis.size if request.padding == "same" else axis.padded - axis.extent
        for axis in request.axes()
    )

    def allowed(other: int) -> bool:
        return fits(replace(request, strides=strides(other)))

    below = _first(range(min(stride - 1, widest), 0, -1), allowed)
    if below is None and stride > 1 and allowed(1):
        below = 1
    above = _first(range(stride + 1, widest + 1), allowed)
    return [found for found in (below, above) if found is not None]


def _first(numbers: range, allowed: Callable[[int], bool]) -> int | None:
    """The first number that is allowed, of as many as can be tried."""
    return next((number for number in numbers[:_TRIED] if allowed(number)), None)


def _alone(request: Request, index: int) -> Request:
    """One direction of a request, in both."""

    def both(pair: Pair) -> Pair:
        return pair[index], pair[index]

    padding = request.padding
    sides: Sides | None = None if isinstance(padding, str) else (padding[index], padding[index])
    return replace(
        request,
        shape=both(request.shape),
        kernel=both(request.kernel),
        strides=both(request.strides),
        padding=sides or padding,
        dilation=both(request.dilation),
    )


def _padded(request: Request, padding: int) -> Request:
    return replace(request, padding=((padding, padding), (padding, padding)))


def _least_padding(request: Request) -> int:
    """The padding on every side from which on the kernel fits; below 0 where it has room."""
    return max(-(-(axis.extent - axis.size) // 2) for axis in request.axes())


def _linked(request: Request) -> bool:
    return request.strides[0] == request.strides[1]


def _free_of_remainders(request: Request) -> bool:
    """Whether no remainder is refused, so that what fits also fits with more room."""
    return not request.exact or request.strides == (1, 1)
