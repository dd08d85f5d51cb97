"""The nearest settings that can be, for a request that cannot; each is tried before it is named."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from itertools import product

from convstudio.numerics.request import Obstacle, Pair, Request, Sides, fits

_TRIED = 1_000  # settings looked at in one search; the handful of them stays within milliseconds
_SAME, _VALID, _BORDERS = "padding “same”", "padding “valid”", "border “symmetric” or “edge”"


def what_would_fit(request: Request, obstacle: Obstacle) -> str:
    """The hint of a refusal: what belongs to the obstacle, or else what helps at all."""
    ways = _OF[obstacle](request) or _others(request) or _combined(request)
    if not ways:
        return ""
    last = ways[-1] if len(ways) == 1 else f"{', '.join(ways[:-1])}, or {ways[-1]}"
    return f"What would fit: {last}."


def _against_outside(request: Request) -> list[str]:
    paddings = range(min(request.kernel) - 1, 0, -1)
    found = _first(paddings, lambda p: fits(_padded(request, p)))
    ways = [] if found is None else [f"a padding of {found}"]
    return [*ways, *_fitting(_modes(request))]


def _against_empty(request: Request) -> list[str]:
    if not request.rules.padded:
        return _kernel(request)
    return [*_kernel(request), *_fitting(_modes(request)[:1]), *_larger_padding(request)]


def _against_reflection(request: Request) -> list[str]:
    narrowest = min(request.shape) - 1
    paddings = range(narrowest, max(_least_padding(request), 1) - 1, -1)
    found = _first(paddings, lambda p: fits(_padded(request, p)))
    ways = [] if found is None else [f"a padding of {found}"]
    return [*ways, *_fitting(_modes(request)[1:]), *_border(request)]


def _against_remainder(request: Request) -> list[str]:
    return [*_strides(request), *(_equal_paddings(request) or _fitting(_modes(request)[:1]))]


_OF: dict[Obstacle, Callable[[Request], list[str]]] = {
    "outside": _against_outside,
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
    """The largest kernel or window that fits; of an odd size where it is of one now.

    Where the one direction sets no bound, that of the other is named alone.
    """
    rooms = [(axis.padded - 1) // axis.dilation + 1 for axis in request.axes()]
    free = _free_of_remainders(request) and not _keeps_windows(request)
    found = (None if free else _square(request, min(rooms))) or _each_way(request, rooms)
    if found is None:
        return []
    called = "a pool size" if request.rules.pool else "a kernel"
    words = f"at most {_bound(request, found, rooms)}" if free else f"{found[0]}×{found[1]}"
    return _fitting([(f"{called} of {words}", replace(request, kernel=found))])


def _square(request: Request, room: int) -> Pair | None:
    """One for a square; over a single row or column no square has room but 1×1."""
    if request.kernel[0] != request.kernel[1] or min(request.shape) == 1:
        return None
    sizes = _sizes(request.kernel[0], room)
    found = _first(sizes, lambda f: fits(replace(request, kernel=(f, f))))
    return None if found is None else (found, found)


def _each_way(request: Request, rooms: list[int]) -> Pair | None:
    """The largest in each direction; the present one where that fits."""
    found = []
    for index, room in enumerate(rooms):
        alone = _alone(request, index)
        sizes = _sizes(request.kernel[index], room)
        found.append(_first(sizes, partial(_has_size, alone)))
    down, over = found
    return None if down is None or over is None else (down, over)


def _has_size(request: Request, size: int) -> bool:
    return fits(replace(request, kernel=(size, size)))


def _sizes(kernel: int, room: int) -> range:
    """From the present size, or the largest that has room, to smaller ones; odd ones of an odd."""
    most = min(kernel, room)
    return range(most - 1 if kernel % 2 > most % 2 else most, 0, -2 if kernel % 2 else -1)


def _bound(request: Request, found: Pair, rooms: list[int]) -> str:
    """What is to be at most so large: both directions, or the one that is in the way."""
    down, over = found
    if down == request.kernel[0] < rooms[0]:
        return f"{over} column{'s' if over > 1 else ''}"
    if over == request.kernel[1] < rooms[1]:
        return f"{down} row{'s' if down > 1 else ''}"
    return f"{down}×{over}"


def _larger_padding(request: Request) -> list[str]:
    least = _least_padding(request)
    last = _last_padding(request)
    paddings = range(least, min(least + math.lcm(*request.strides), last + 1))
    found = _first(paddings, lambda p: fits(_padded(request, p)))
    if found is None:
        return []
    unbound = request.border != "reflect" and not request.rules.pool
    bound = "at least " if _free_of_remainders(request) and unbound else ""
    return [f"a padding of {bound}{found}"]


def _equal_paddings(request: Request) -> list[str]:
    """The nearest paddings on every side to what stands about the axis that leaves a remainder."""
    loose = next(axis for axis in request.axes() if axis.remainder)
    half = (loose.before + loose.after) // 2
    last = _last_padding(request)
    period = math.lcm(*request.strides)
    start = min(half, last)
    below = range(start, max(start - period, -1), -1)
    above = range(half + 1, min(half + period, last) + 1)
    found = [_first(amounts, lambda p: fits(_padded(request, p))) for amounts in (below, above)]
    words = " or ".join(str(padding) for padding in found if padding is not None)
    return [f"the same padding of {words} on every side"] if words else []


def _strides(request: Request) -> list[str]:
    """One stride for both directions where there is one; for those that leave a remainder, others.

    The latter where a stride of their own comes nearer.
    """
    both: list[int] = []
    ways = []
    if _linked(request):
        both = _around(request, request.strides[0])
        ways = [f"a stride of {_either(both)}"] if both else []
    alone = [_alone(request, index) for index in (0, 1)]
    loose = [index for index, axis in enumerate(request.axes()) if axis.remainder]
    each = [_around(alone[index], request.strides[index]) for index in loose]
    if all(each) and not all(set(found) <= set(both) for found in each):
        ways += _strides_apart(request, loose, each)
    return ways


def _strides_apart(request: Request, loose: list[int], each: list[list[int]]) -> list[str]:
    """Strides for one direction or both, where they fit in every combination."""
    for chosen in product(*each):
        strides = list(request.strides)
        for index, stride in zip(loose, chosen, strict=True):
            strides[index] = stride
        if not fits(replace(request, strides=(strides[0], strides[1]))):
            return []
    directions = ["vertical" if index == 0 else "horizontal" for index in loose]
    words = f"a {directions[0]} stride of {_either(each[0])}"
    if len(each) == 2:
        words += f" with a {directions[1]} one of {_either(each[1])}"
    return [words]


def _either(numbers: list[int]) -> str:
    return " or ".join(str(number) for number in numbers)


def _around(request: Request, stride: int) -> list[int]:
    """The nearest strides below and above that fit, the same in both directions."""
    # No stride beyond the way that the kernel can move leaves nothing over.
    widest = max(
        axis.size if request.padding == "same" else axis.padded - axis.extent
        for axis in request.axes()
    )
    widest = min(widest, request.rules.largest)

    def allowed(other: int) -> bool:
        return fits(replace(request, strides=(other, other)))

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
        anchor=None if request.anchor is None else both(request.anchor),
    )


def _padded(request: Request, padding: int) -> Request:
    return replace(request, padding=((padding, padding), (padding, padding)))


def _least_padding(request: Request) -> int:
    """The padding on every side from which on the kernel fits; below 0 where it has room."""
    return max(-(-(axis.extent - axis.size) // 2) for axis in request.axes())


def _last_padding(request: Request) -> int:
    """The largest padding on every side that there can be."""
    largest = request.rules.largest
    return min(min(request.shape) - 1, largest) if request.border == "reflect" else largest


def _keeps_windows(request: Request) -> bool:
    """Whether smaller windows of a pooling could lie in its padding alone."""
    return bool(request.rules.pool) and not isinstance(request.padding, str)


def _linked(request: Request) -> bool:
    return request.strides[0] == request.strides[1]


def _free_of_remainders(request: Request) -> bool:
    """Whether no remainder is refused, so that what fits also fits with more room."""
    return not request.exact or request.strides == (1, 1)
