"""The hints of refusals: every setting that they name is taken, and the nearest are named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from convstudio import conv1d
from convstudio.errors import ArgumentValueError
from convstudio.numerics.padding import LARGEST_PADDING, axes
from convstudio.numerics.request import ANY, Request, Rules, fits

_SIZES, _KERNELS, _STRIDES = st.integers(1, 60), st.integers(1, 13), st.integers(1, 20)
_SMALL, _AMOUNTS = st.integers(1, 5), st.integers(0, 9)
_SIDES = st.tuples(st.tuples(_AMOUNTS, _AMOUNTS), st.tuples(_AMOUNTS, _AMOUNTS))


def _pair(both: int) -> tuple[int, int]:
    return both, both


def _sides(both: int) -> tuple[tuple[int, int], tuple[int, int]]:
    return _pair(both), _pair(both)


def _both(numbers: st.SearchStrategy[int]) -> st.SearchStrategy[tuple[int, int]]:
    return numbers.map(_pair) | st.tuples(numbers, numbers)


_REQUESTS = st.builds(
    Request,
    shape=_both(st.integers(1, 30)),
    kernel=_both(st.integers(1, 31)),
    strides=_both(st.integers(1, 7)),
    padding=st.sampled_from(["same", "valid"]) | _SIDES | _AMOUNTS.map(_sides),
    dilation=_both(st.integers(1, 3)),
    border=st.sampled_from(["zeros", "reflect", "wrap"]),
    exact=st.booleans(),
    anchor=st.none() | _both(st.integers(0, 5)),
    rules=st.sampled_from([ANY, Rules(largest=5)]),
)
_POOLINGS = st.builds(
    Request,
    shape=_both(st.integers(1, 40)),
    kernel=_both(st.integers(1, 12)),
    strides=_both(st.integers(1, 7)),
    padding=st.sampled_from(["same", "valid"]) | _SIDES | _AMOUNTS.map(_sides),
    dilation=st.just((1, 1)),
    border=st.just("zeros"),
    exact=st.booleans(),
    rules=st.sampled_from([Rules("pool size"), Rules("pool size", largest=5)]),
)
_UNPADDED = st.builds(
    Request,
    shape=_both(st.integers(1, 12)),
    kernel=_both(st.integers(1, 14)),
    strides=_both(st.integers(1, 7)),
    padding=st.just("valid"),
    dilation=st.just((1, 1)),
    border=st.just("zeros"),
    exact=st.just(False),
    rules=st.just(Rules(padded=False)),
)


def _refusal(request: Request) -> ArgumentValueError | None:
    try:
        axes(
            request.shape, request.kernel, request.strides, request.padding, request.dilation,
            border=request.border, exact=request.exact, anchor=request.anchor, rules=request.rules,
        )  # fmt: skip
    except ArgumentValueError as error:
        return error
    return None


def _kernels(request: Request, bound: str, size: str) -> Iterator[dict[str, object]]:
    """One kernel, or under “at most” every one up to it; “3 rows” leaves the columns."""
    if found := re.fullmatch(r"(\d+) (row|column)s?", size):
        down, over = request.kernel
        most = (int(found[1]), over) if found[2] == "row" else (down, int(found[1]))
        fewest = (1, over) if found[2] == "row" else (down, 1)
    else:
        rows, columns = size.split("×")
        most, fewest = (int(rows), int(columns)), (1, 1)
    if not bound:
        yield {"kernel": most}
        return
    for kernel in product(range(fewest[0], most[0] + 1), range(fewest[1], most[1] + 1)):
        yield {"kernel": kernel}


def _atoms(words: str, request: Request) -> list[dict[str, object]]:
    """The settings that one part of a hint names, each as what it changes."""
    called = "a pool size" if request.rules.pool else "a kernel"
    if found := re.fullmatch(rf"{called} of (at most )?(\d+×\d+|\d+ \w+)", words):
        return list(_kernels(request, found[1], found[2]))
    if found := re.fullmatch(r"padding “(same|valid)”", words):
        return [{"padding": found[1]}]
    if found := re.fullmatch(r"a padding of at least (\d+)", words):
        return [{"padding": _sides(int(found[1]) + more)} for more in (0, 1, 2, 5, 1000)]
    if found := re.fullmatch(
        r"(?:a|the same) padding of (\d+)( or \d+)?(?: on every side)?", words
    ):
        return [{"padding": _sides(int(number))} for number in re.findall(r"\d+", words)]
    if found := re.fullmatch(r"strides of (\d+)/(\d+)", words):
        return [{"strides": (int(found[1]), int(found[2]))}]
    if words == "border “symmetric” or “edge”":
        return [{"border": "symmetric"}, {"border": "edge"}]
    return list(_changed_strides(words, request))


def _changed_strides(words: str, request: Request) -> Iterator[dict[str, object]]:
    """Every stride, or pair of strides, that is named."""
    one, two = r"(\d+)(?: or (\d+))?", r"a (vertical|horizontal) stride of "
    found = re.fullmatch(
        rf"(?:a stride of|{two.rstrip()}) {one}(?: with a horizontal one of {one})?", words
    )
    assert found, words
    first, second = ([int(n) for n in found.group(i, i + 1) if n] for i in (2, 4))
    down, over = request.strides
    if found[1] is None:
        assert down == over
        yield from ({"strides": _pair(stride)} for stride in first)
    elif found[1] == "horizontal":
        yield from ({"strides": (down, stride)} for stride in first)
    else:
        yield from ({"strides": pair} for pair in product(first, second or [over]))


def _named(request: Request, error: ArgumentValueError) -> list[Request]:
    """Every request that a hint promises."""
    start, end = "What would fit: ", "."
    assert error.hint.startswith(start)
    assert error.hint.endswith(end)
    words = error.hint[len(start) : -len(end)]
    words = re.sub(
        r"strides of (\d+) and (\d+) \(vertical, horizontal\)", r"strides of \1/\2", words
    )
    parts = [_atoms(part, request) for part in re.split(r", or |, | and ", words)]
    changes = product(*parts) if " and " in words else ((one,) for part in parts for one in part)
    found = []
    for together in changes:
        changed = request
        for change in together:
            changed = replace(changed, **change)
        found.append(changed)
    return found


_R = Request
_POOL, _LOCAL, _SMALLER = Rules("pool size"), Rules(padded=False), Rules(largest=4)


@settings(max_examples=800)
@given(_REQUESTS | _POOLINGS | _UNPADDED)
@example(_R((21, 30), (3, 3), (5, 4), "valid", (1, 1), "zeros", True))
@example(_R((12, 16), (8, 11), (3, 1), _sides(9), (1, 3), "zeros", True))
@example(_R((28, 10), (7, 7), (5, 2), _sides(8), (2, 3), "reflect", True))
@example(_R((17, 10), (31, 31), (4, 4), "valid", (1, 1), "zeros", True))
@example(_R((5, 15), (31, 31), (6, 6), ((5, 5), (2, 2)), (1, 1), "reflect", True))
@example(_R((6, 28), (7, 7), (6, 6), ((2, 7), (5, 0)), (1, 1), "reflect", True))
@example(_R((2, 2), (4, 1), (5, 5), "same", (1, 3), "reflect", True))
@example(_R((3, 3), (9, 9), (1, 1), "valid", (1, 1), "reflect", False))
@example(_R((3, 3), (7, 7), (1, 1), _sides(1), (1, 1), "reflect", False))
def test_nothing_that_a_hint_names_is_refused(request: Request) -> None:
    error = _refusal(request)
    assert fits(request) == (error is None)
    if error is None:
        return
    named = _named(request, error)
    assert named
    for other in named:
        assert _refusal(other) is None, (error.hint, other)
        assert request.rules.padded or other.padding == request.padding
        assert max(other.strides) <= max(*request.strides, request.rules.largest)


@given(
    st.tuples(_SMALL, _SMALL), _both(_KERNELS), _SIDES, st.tuples(_SMALL, _SMALL),
    st.sampled_from(["zeros", "reflect"]),
)  # fmt: skip
def test_the_kernel_and_the_padding_for_an_empty_map_are_the_nearest(
    shape, kernel, sides, dilation, border
) -> None:
    # Where the padding is too wide to be mirrored, no smaller kernel would help.
    assume(border != "reflect" or max(map(max, sides)) < min(shape))
    request = Request(shape, kernel, (1, 1), sides, dilation, border, False)
    error = _refusal(request)
    if error is None:
        return
    found = re.search(r"a kernel of at most (?:(\d+)×(\d+)|(\d+) (row|column)s?)", error.hint)
    if found[4] == "row":
        most = int(found[3]), kernel[1]
        assert fits(replace(request, kernel=(most[0], kernel[1] + 1)))  # it sets no bound
    elif found[4] == "column":
        most = kernel[0], int(found[3])
        assert fits(replace(request, kernel=(kernel[0] + 1, most[1])))
    else:
        most = int(found[1]), int(found[2])
    parity = [2 if taps % 2 else 1 for taps in kernel]
    down, over = most[0] + parity[0], most[1] + parity[1]
    assert most[0] <= kernel[0]
    assert most[1] <= kernel[1]
    assert down > kernel[0] or not fits(replace(request, kernel=(down, most[1])))
    assert over > kernel[1] or not fits(replace(request, kernel=(most[0], over)))
    assert ("same" in error.hint) == fits(replace(request, padding="same"))
    for least in re.findall(r"a padding of (?:at least )?(\d+)", error.hint):
        assert not fits(replace(request, padding=_sides(int(least) - 1)))


@pytest.mark.parametrize(
    ("request_", "hint"),
    [
        (
            _R((21, 30), (3, 3), (5, 4), "valid", (1, 1), "zeros", True),
            "a vertical stride of 3 or 6 with a horizontal one of 3 or 9, or padding “same”",
        ),
        (
            _R((9, 9), (3, 3), (1, 4), "valid", (1, 1), "zeros", True),
            "a horizontal stride of 3 or 6, or the same padding of 1 on every side",
        ),
        (
            _R((17, 10), (31, 31), (4, 4), "valid", (1, 1), "zeros", True),
            "padding “same”",
        ),
        (
            _R((2, 2), (4, 1), (5, 5), "same", (1, 3), "reflect", True),
            "a horizontal stride of 1",
        ),
        (
            _R((6, 6), (7, 3), (1, 1), "valid", (1, 1), "zeros", False),
            "a kernel of at most 5 rows, padding “same”, or a padding of at least 1",
        ),
        (
            _R((17, 10), (31, 31), (1, 1), "valid", (1, 1), "zeros", False),
            "a kernel of at most 17×9, padding “same”, or a padding of at least 11",
        ),
        (
            _R((1, 2000), (31, 31), (1, 1), "valid", (1, 1), "zeros", False),
            "a kernel of at most 1 row, padding “same”, or a padding of at least 15",
        ),
        (
            _R((1, 3), (1, 5), (1, 1), "valid", (1, 1), "zeros", False, None, _LOCAL),
            "a kernel of at most 1×3",
        ),
        (
            _R((9, 1), (3, 3), (1, 1), "valid", (1, 1), "zeros", False, None, _LOCAL),
            "a kernel of at most 1 column",
        ),
        (
            _R((1, 50), (2, 2), (2, 2), "valid", (1, 1), "zeros", False, None, _POOL),
            "a pool size of at most 1 row, padding “same”, or a padding of 1",
        ),
        (
            _R((37, 53), (2, 2), (2, 2), "valid", (1, 1), "zeros", True, None, _POOL),
            (
                "a stride of 1, a vertical stride of 1 or 5 with a horizontal one of 1 or 3, "
                "or padding “same”"
            ),
        ),
        (
            _R((20, 21), (3, 3), (2, 2), "valid", (1, 1), "zeros", True),
            "a stride of 1, a vertical stride of 1 or 17, or padding “same”",
        ),
        (
            _R((15, 15), (3, 3), (5, 5), "valid", (1, 1), "zeros", True),
            "a stride of 4 or 6, or the same padding of 4 on every side",
        ),
        (
            _R((10, 10), (3, 2), (3, 2), _sides(4), (1, 1), "zeros", True, None, _POOL),
            "a padding of 1, or padding “same”",
        ),
        (
            _R((2000, 2000), (4, 4), (5, 5), "valid", (1, 1), "zeros", True, None, _SMALLER),
            "a stride of 4, or the same padding of 2 on every side",
        ),
    ],
)
def test_hints_in_words(request_: Request, hint: str) -> None:
    assert _refusal(request_).hint == f"What would fit: {hint}."


def test_a_kernel_longer_than_a_signal_is_told_with_one_of_its_own_form() -> None:
    with pytest.raises(ArgumentValueError) as caught:
        conv1d(np.ones(3), np.ones(5), padding="valid")
    assert caught.value.hint.startswith("What would fit: a kernel of at most 1×3, padding “same”")
    conv1d(np.ones(3), np.ones(3), padding="valid")


@pytest.mark.usefixtures("no_stall")
@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("border", ["zeros", "reflect"])
@pytest.mark.parametrize("strides", [(10**18, 10**18), (10**18 + 1, 10**17), (1, 10**18)])
@pytest.mark.parametrize("padding", ["same", "valid", _sides(7), _sides(LARGEST_PADDING)])
@pytest.mark.parametrize("size", [13, 10**9, 10**30])
@pytest.mark.parametrize("kernel", [(2, 2), (10**9, 3), (10**31, 10**31)])
def test_what_is_beyond_measure_is_refused_at_once(
    kernel, size, padding, strides, border, exact
) -> None:
    request = Request(_pair(size), kernel, strides, padding, (1, 1), border, exact)
    error = _refusal(request)
    assert error is None or error.hint.startswith("What would fit: ")


def test_over_one_row_the_kernel_that_fits_is_one_row() -> None:
    with pytest.raises(ArgumentValueError) as caught:
        axes((1, 8), (3, 3), padding="valid")
    assert caught.value.hint.startswith("What would fit: a kernel of at most 1 row, padding “same”")
