"""What a kernel does, in words. Each is a rule with a threshold; where none is sure, none is said.

The words speak of the weighted sum and its bias, before the activation and the tone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from convstudio.kernel.analysis import Gains, gains
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.response import magnitudes, used_weights
from convstudio.numerics.validation import FloatArray

# Half a level of an 8-bit picture, from 0 to 1: less of it nobody sees.
UNSEEN = 1 / 510
# Noise that changes by less than that share stays as it is.
_STEADY = 0.05
# A direction that answers with less than that share of another is not answered to.
_SILENT = 0.1
# All directions are answered to where the weakest has at least that share of the strongest.
_ALL_ROUND = 0.45
# Weights are symmetric or anti-symmetric where the other part has less than that share of them.
_PURE = 0.01
# A blur has a direction where it is that many times as long as it is wide, and at least that long
# (σ in pixels).
_ELONGATED, _LONG = 4.0, 0.5
# A blur is the same all round where its answers to waves of one frequency differ by less than that.
_EVEN_ROUND = 0.02
# A sharpener weakens no frequency by more than that, and raises some by more than the next.
_WEAKENED, _RAISED = 0.01, 0.2
# Stripes are answered to where less than that share of all frequencies has half of the strongest
# answer, and even areas have less than that share of it.
_NARROW, _DARK = 0.06, 0.25
_GRID = 256  # frequencies a side that such rules look at, at least


def meaning(kernel: Kernel, bias: float = 0.0, *, flip: bool = False) -> tuple[str, ...]:
    """Short phrases on what the kernel does to a picture, such as “keeps brightness”.

    Args:
        kernel: not of zeros alone; of those only this is said.
        bias: as a fraction of the picture's full range.
        flip: whether the kernel is turned by 180° first.
    """
    weights = used_weights(kernel)
    measured = gains(kernel)
    if measured.absolute == 0:
        return ("makes everything one value",)
    if np.count_nonzero(weights) == 1:
        return tuple(_of_a_point(kernel, weights, bias, flip))
    words = [_brightness(measured, bias)]
    if abs(measured.sum) <= UNSEEN and measured.absolute > UNSEEN:
        words += _edges(weights)
    elif abs(measured.sum - 1) <= UNSEEN:
        words += _detail(kernel, weights, measured)
    words += _stripes(kernel, measured)
    return (*words, noise_words(measured.noise))


def noise_words(noise: float) -> str:
    """What becomes of noise that strikes each pixel by itself."""
    if abs(noise - 1) <= _STEADY:
        return "leaves noise as strong as it is"
    if noise > 1:
        return f"amplifies noise {_two_digits(noise)}×"
    return f"averages noise down to {_two_digits(noise)}×"


def _of_a_point(kernel: Kernel, weights: FloatArray, bias: float, flip: bool) -> Iterator[str]:
    """A single weight moves the picture and makes it brighter or darker."""
    (row, column), *_ = np.argwhere(weights)
    weight = float(weights[row, column])
    down, right = row - kernel.anchored_at[0], column - kernel.anchored_at[1]
    if flip:
        down, right = -down, -right
    # The pixel takes what stands there, so that the picture goes the other way.
    ways = [
        word
        for word, way in (("up", down), ("down", -down), ("left", right), ("right", -right))
        if way > 0
    ]
    if ways:
        yield f"moves the picture {' and '.join(ways)}"
    if abs(weight - 1) <= UNSEEN and abs(bias) <= UNSEEN:
        if not ways:
            yield "leaves the picture as it is"
        return
    yield _brightness(gains(kernel), bias)
    yield noise_words(abs(weight))


def _brightness(measured: Gains, bias: float) -> str:
    """What becomes of even areas."""
    gain = measured.sum
    if abs(gain) <= UNSEEN:
        if abs(bias) <= UNSEEN:
            return "makes even areas black"
        return f"makes even areas one value, {_two_digits(bias)} of the full range"
    if abs(gain + 1) <= UNSEEN and abs(bias - 1) <= UNSEEN:
        return "turns the picture negative"
    if abs(bias) > UNSEEN:
        return f"even areas: {_two_digits(gain)}× plus {_two_digits(bias)} of the full range"
    if abs(gain - 1) <= UNSEEN:
        return "keeps brightness"
    if gain < 0:
        return "makes even areas negative; a bias brings them back"
    verb = "brightens" if gain > 1 else "darkens"
    return f"{verb} even areas {'' if gain > 1 else 'to '}{_two_digits(gain)}×"


def _edges(weights: FloatArray) -> Iterator[str]:
    """To which edges or lines a kernel answers that makes even areas black.

    By what an endless edge makes of it at most, upright, level, and in the diagonals; exact, as
    each is a running sum of the sums along it.
    """
    profiles = [
        weights.sum(axis=0),
        weights.sum(axis=1),
        _diagonal_sums(weights),
        _diagonal_sums(weights[:, ::-1]),
    ]
    answers = [float(np.abs(np.cumsum(profile)).max()) for profile in profiles]
    strongest = max(answers)
    if strongest <= UNSEEN:
        return
    upright, level, rising, falling = (answer / strongest for answer in answers)
    even = _share_turned(weights, 1)
    thing = "lines" if even <= _PURE else "edges"
    if min(upright, level, rising, falling) >= _ALL_ROUND:
        if even <= _PURE:
            yield "answers to edges in every direction"
    elif level <= _SILENT and upright >= max(rising, falling):
        yield f"answers to vertical {thing}"
    elif upright <= _SILENT and level >= max(rising, falling):
        yield f"answers to horizontal {thing}"
    elif min(rising, falling) <= _SILENT and max(rising, falling) >= max(upright, level):
        yield f"answers to {'rising' if rising > falling else 'falling'} diagonal {thing}"


def _detail(kernel: Kernel, weights: FloatArray, measured: Gains) -> Iterator[str]:
    """What a kernel does to detail that keeps brightness."""
    if measured.negative >= -UNSEEN * measured.positive:
        yield from _blur(kernel, weights)
        return
    rest = weights.copy()
    rest[kernel.anchored_at] -= 1
    if kernel.anchored_at == kernel.centre and _is_odd(kernel) and _share_turned(rest, -1) <= _PURE:
        yield "adds a relief"
        return
    if _share_turned(weights, 1) > _PURE:
        return
    plane = _plane(kernel)
    if plane.min() >= 1 - _WEAKENED and plane.max() >= 1 + _RAISED:
        yield f"sharpens: raises fine detail up to {_two_digits(float(plane.max()))}×"


def _blur(kernel: Kernel, weights: FloatArray) -> Iterator[str]:
    """A weighted mean of neighbours: in a direction, all round, or just that."""
    angle, length, width = _extent(weights)
    if length < _LONG:
        return
    if width * _ELONGATED <= length:
        yield f"blurs {_along(angle)}"
    elif _is_even_round(kernel):
        yield "blurs, the same in all directions"
    else:
        yield "blurs"


def _stripes(kernel: Kernel, measured: Gains) -> Iterator[str]:
    """To which stripes a kernel answers that stands out among all frequencies."""
    if min(kernel.shape) < 5:
        return
    plane = _plane(kernel)
    peak = float(plane.max())
    if abs(measured.sum) > _DARK * peak or np.mean(plane >= peak / 2) > _NARROW:
        return
    size = len(plane)
    row, column = np.unravel_index(int(np.argmax(plane)), plane.shape)
    down, across = (
        int(index) if index <= size // 2 else int(index) - size for index in (row, column)
    )
    frequency = math.hypot(down, across) / size
    turned = magnitudes(
        kernel, np.array([-down / size]), np.array([across / size])
    )  # the same stripes at a right angle
    if frequency > 0.4 or float(turned[0]) > peak / 2:
        return
    angle = math.degrees(math.atan2(-down, across)) + 90  # stripes stand across their wave
    yield f"answers to {_standing(angle)} stripes, about {_two_digits(1 / frequency)} pixels apart"


def _plane(kernel: Kernel) -> FloatArray:
    """The magnitudes of all frequencies, 0 first."""
    size = max(_GRID, 2 * max(kernel.shape))
    return np.asarray(np.abs(np.fft.fft2(used_weights(kernel), (size, size))), np.float64)


def _is_even_round(kernel: Kernel) -> bool:
    angles = np.arange(0, math.pi, math.pi / 12)
    return all(
        float(np.ptp(magnitudes(kernel, f * np.cos(angles), f * np.sin(angles)))) <= _EVEN_ROUND
        for f in (0.05, 0.1, 0.2)
    )


def _extent(weights: FloatArray) -> tuple[float, float, float]:
    """(angle, length, width) of where the weights lie, the latter as σ in pixels."""
    sizes = np.clip(weights, 0, None)
    sizes = sizes / sizes.sum()
    down, over = np.indices(weights.shape)
    y = -(down - float((down * sizes).sum()))
    x = over - float((over * sizes).sum())
    xx, yy, xy = (float((product * sizes).sum()) for product in (x * x, y * y, x * y))
    values = np.linalg.eigvalsh(np.array([[xx, xy], [xy, yy]]))
    angle = math.degrees(math.atan2(2 * xy, xx - yy)) / 2
    return angle, math.sqrt(max(values[1], 0.0)), math.sqrt(max(values[0], 0.0))


def _share_turned(weights: FloatArray, sign: int) -> float:
    """The share of Σ|w| by which weights differ from themselves (times ``sign``) turned by 180°."""
    total = float(np.abs(weights).sum())
    return float(np.abs(weights - sign * weights[::-1, ::-1]).sum()) / total if total else 0.0


def _diagonal_sums(weights: FloatArray) -> FloatArray:
    """The sums along diagonals that rise to the right, from the top left corner on."""
    rows, columns = weights.shape
    down, over = np.indices(weights.shape)
    sums = np.zeros(rows + columns - 1)
    np.add.at(sums, down + over, weights)
    return sums


def _is_odd(kernel: Kernel) -> bool:
    return kernel.rows % 2 == 1 and kernel.columns % 2 == 1


def _along(angle: float) -> str:
    """A direction as an adverb."""
    turned = angle % 180
    if min(turned, 180 - turned) <= 5:
        return "horizontally"
    if abs(turned - 90) <= 5:
        return "vertically"
    return f"along {turned:.0f}°"


def _standing(angle: float) -> str:
    """How stripes stand, as an adjective."""
    turned = angle % 180
    if min(turned, 180 - turned) <= 10:
        return "horizontal"
    if abs(turned - 90) <= 10:
        return "vertical"
    return "rising diagonal" if turned < 90 else "falling diagonal"


def _two_digits(number: float) -> str:
    """A number in about two digits, as people say it."""
    text = f"{float(f'{number:.2g}'):g}" if abs(number) < 100 else f"{number:.0f}"
    return text.replace("-", "−")
