"""ImageMagick's built-in kernels, as AcquireKernelBuiltIn of MagickCore/morphology.c makes them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from convstudio.kernel.kernel import MAX_SIZE
from convstudio.kernel.notation.magick_lists import (
    FloatArray,
    MagickKernel,
    scaled_apart,
    turned,
)

_QUANTUM = 65535.0
_TINY = 1e-12
_ROOT2 = math.sqrt(2)


class Geometry(NamedTuple):
    """The numbers behind a name: ``rho x sigma + xi + psi``; None where one is not given."""

    rho: float | None = None
    sigma: float | None = None
    xi: float | None = None
    psi: float | None = None


class TooLargeError(Exception):
    """A radius or a sigma for which the kernel would be larger than the studio takes."""


def built_in(name: str, args: Geometry) -> list[MagickKernel] | None:
    """The kernels of a built-in name, or None where it is not known here.

    Raises:
        TooLargeError: it would be larger than 63×63.
    """
    key = name.lower()
    if key in _TABLES:
        kernel = _square(_TABLES[key], name.capitalize())
        return [turned(kernel, args.rho or 0.0)]
    maker = _MAKERS.get(key)
    return None if maker is None else maker(args)


def _square(cells: str | FloatArray, name: str) -> MagickKernel:
    if isinstance(cells, str):
        values = np.array([float(v) for v in cells.split()])
        side = math.isqrt(len(values))
        cells = values.reshape(side, side)
    rows, columns = cells.shape
    return MagickKernel(cells, ((rows - 1) // 2, (columns - 1) // 2), name)


_TABLES = {
    "sobel": "1 0 -1  2 0 -2  1 0 -1",
    "roberts": "0 0 0  1 -1 0  0 0 0",
    "prewitt": "1 0 -1  1 0 -1  1 0 -1",
    "compass": "1 1 -1  1 -2 -1  1 1 -1",
    "kirsch": "5 -3 -3  5 0 -3  5 -3 -3",
}
_LAPLACIANS = {
    0: "-1 -1 -1  -1 8 -1  -1 -1 -1",
    1: "0 -1 0  -1 4 -1  0 -1 0",
    2: "-2 1 -2  1 4 1  -2 1 -2",
    3: "1 -2 1  -2 4 -2  1 -2 1",
    5: "-4 -1 0 -1 -4  -1 2 3 2 -1  0 3 4 3 0  -1 2 3 2 -1  -4 -1 0 -1 -4",
    7: "-10 -5 -2 -1 -2 -5 -10  -5 0 3 4 3 0 -5  -2 3 6 7 6 3 -2  -1 4 7 8 7 4 -1  "
    "-2 3 6 7 6 3 -2  -5 0 3 4 3 0 -5  -10 -5 -2 -1 -2 -5 -10",
    15: "0 0 -1 0 0  0 -1 -2 -1 0  -1 -2 16 -2 -1  0 -1 -2 -1 0  0 0 -1 0 0",
    19: "0 -1 -1 -2 -2 -2 -1 -1 0  -1 -2 -4 -5 -5 -5 -4 -2 -1  -1 -4 -5 -3 0 -3 -5 -4 -1  "
    "-2 -5 -3 12 24 12 -3 -5 -2  -2 -5 0 24 40 24 0 -5 -2  -2 -5 -3 12 24 12 -3 -5 -2  "
    "-1 -4 -5 -3 0 -3 -5 -4 -1  -1 -2 -4 -5 -5 -5 -4 -2 -1  0 -1 -1 -2 -2 -2 -1 -1 0",
}
# r stands for √2; each with the factor that it is scaled by.
_FREI_CHEN = {
    0: ("1 0 -1  r 0 -r  1 0 -1", 1.0),
    1: ("1 0 -1  r 0 -r  1 0 -1", _ROOT2 / 2),
    2: ("1 r 0  r 0 -r  0 -r -1", _ROOT2 / 2),
    11: ("1 0 -1  r 0 -r  1 0 -1", _ROOT2 / 2),
    12: ("1 r 1  0 0 0  1 r 1", _ROOT2 / 2),
    13: ("r -1 0  -1 0 1  0 1 -r", _ROOT2 / 2),
    14: ("0 1 -r  -1 0 1  r -1 0", _ROOT2 / 2),
    15: ("0 -1 0  1 0 1  0 -1 0", 0.5),
    16: ("1 0 -1  0 0 0  -1 0 1", 0.5),
    17: ("1 -2 1  -2 4 -2  -1 -2 1", 1 / 6),
    18: ("-2 1 -2  1 4 1  -2 1 -2", 1 / 6),
    19: ("1 1 1  1 1 1  1 1 1", 1 / 3),
}


def _unity(args: Geometry) -> list[MagickKernel]:
    scale = 1.0 if args.rho is None else args.rho
    return [MagickKernel(np.array([[scale]]), (0, 0), "Unity")]


def _laplacian(args: Geometry) -> list[MagickKernel]:
    return [_square(_LAPLACIANS.get(int(args.rho or 0), _LAPLACIANS[0]), "Laplacian")]


def _frei_chen(args: Geometry) -> list[MagickKernel]:
    number = int(args.rho or 0)
    if number == 10:
        return [one for n in range(11, 20) for one in _frei_chen(Geometry(float(n)))]
    text, scale = _FREI_CHEN.get(number, _FREI_CHEN[0])
    text = text.replace("-r", repr(-_ROOT2)).replace("r", repr(_ROOT2))
    kernel = _square(text, "FreiChen")
    kernel = MagickKernel(kernel.cells * scale, kernel.origin, "FreiChen")
    angle = args.sigma or (args.rho or 0.0 if abs(args.rho or 0.0) > 30 else 0.0)
    return [turned(kernel, angle)]


def _gaussian(args: Geometry) -> list[MagickKernel]:
    side = _width(args.rho or 0.0, abs(args.sigma or 0.0), 2)
    return [_square(scaled_apart(_bell(side, abs(args.sigma or 0.0))), "Gaussian")]


def _difference(args: Geometry) -> list[MagickKernel]:
    sigma, other = abs(args.sigma or 0.0), abs(args.xi or 0.0)
    side = _width(args.rho or 0.0, max(sigma, other), 2)
    return [_square(scaled_apart(_bell(side, sigma) - _bell(side, other)), "DoG")]


def _laplacian_of_gaussian(args: Geometry) -> list[MagickKernel]:
    sigma = abs(args.sigma or 0.0)
    side = _width(args.rho or 0.0, sigma, 2)
    if sigma <= _TINY:
        return [_square(_unit(side), "LoG")]
    scaled = _squares(side) / (2 * sigma * sigma)
    return [_square(scaled_apart((1 - scaled) * np.exp(-scaled) / (math.pi * sigma**4)), "LoG")]


def _blur(args: Geometry) -> list[MagickKernel]:
    """Three samples a cell, added up."""
    sigma = abs(args.sigma or 0.0)
    width = _width(args.rho or 0.0, sigma, 1)
    cells = np.zeros((1, width))
    if sigma > _TINY:
        reach = (width * 3 - 1) // 2
        for place in range(-reach, reach + 1):
            cells[0, (place + reach) // 3] += math.exp(-place * place / (18 * sigma * sigma))
    else:
        cells[0, width // 2] = 1
    kernel = MagickKernel(scaled_apart(cells), (0, width // 2), "Blur")
    return [turned(kernel, args.xi or 0.0)]


def _comet(args: Geometry) -> list[MagickKernel]:
    """Half a bell, from its origin at the left."""
    sigma, rho = abs(args.sigma or 0.0), args.rho or 0.0
    width = _checked(int(rho)) if rho >= 1 else (_width(rho, sigma, 1) - 1) // 2 + 1
    cells = np.zeros((1, width))
    if sigma > _TINY:
        for place in range(width * 3):
            cells[0, place // 3] += math.exp(-place * place / (18 * sigma * sigma))
    else:
        cells[0, 0] = 1
    return [turned(MagickKernel(cells / cells.sum(), (0, 0), "Comet"), args.xi or 0.0)]


def _binomial(args: Geometry) -> list[MagickKernel]:
    side = 3 if (args.rho or 0.0) < 1 else _checked(int(args.rho or 0) * 2 + 1)
    if side > 11:  # the program's own factorials overflow
        raise TooLargeError
    line = np.array([math.comb(side - 1, i) for i in range(side)], np.float64)
    return [_square(np.outer(line, line), "Binomial")]


def _shape(name: str, least: int, inside: Callable[[int, int, int], bool]) -> _Maker:
    """Ones, or the scale, where ``inside(row, column, radius)`` holds; nothing elsewhere."""

    def make(args: Geometry) -> list[MagickKernel]:
        radius = least if (args.rho or 0.0) < 1 else int(args.rho or 0)
        side = _checked(2 * radius + 1)
        scale = 1.0 if args.sigma is None else args.sigma
        places = range(-radius, radius + 1)
        cells = [[scale if inside(v, u, radius) else math.nan for u in places] for v in places]
        return [_square(np.array(cells).reshape(side, side), name)]

    return make


def _disk(args: Geometry) -> list[MagickKernel]:
    rho = args.rho or 0.0
    radius, limit = (4, 18) if rho < 0.4 else (int(rho), int(rho * rho))
    _checked(2 * radius + 1)
    scale = 1.0 if args.sigma is None else args.sigma
    cells = np.where(_squares(2 * radius + 1) <= limit, scale, math.nan)
    return [_square(cells, "Disk")]


_Maker = Callable[[Geometry], list[MagickKernel]]
_MAKERS: dict[str, _Maker] = {
    "unity": _unity,
    "laplacian": _laplacian,
    "freichen": _frei_chen,
    "gaussian": _gaussian,
    "dog": _difference,
    "log": _laplacian_of_gaussian,
    "blur": _blur,
    "comet": _comet,
    "binomial": _binomial,
    "disk": _disk,
    "square": _shape("Square", 1, lambda _v, _u, _r: True),
    "diamond": _shape("Diamond", 1, lambda v, u, r: abs(u) + abs(v) <= r),
    "octagon": _shape("Octagon", 2, lambda v, u, r: abs(u) + abs(v) <= r + r // 2),
    "plus": _shape("Plus", 2, lambda v, u, _r: u == 0 or v == 0),
    "cross": _shape("Cross", 2, lambda v, u, _r: abs(u) == abs(v)),
}
KNOWN = ("Unity", "Gaussian", "DoG", "LoG", "Blur", "Comet", "Binomial", "Laplacian", "Sobel",
         "FreiChen", "Roberts", "Prewitt", "Compass", "Kirsch", "Square", "Diamond", "Octagon",
         "Disk", "Plus", "Cross")  # fmt: skip


def _squares(side: int) -> FloatArray:
    """The squared distance of each cell from the middle."""
    line = np.arange(side, dtype=np.float64) - side // 2
    return np.add.outer(line * line, line * line)


def _bell(side: int, sigma: float) -> FloatArray:
    if sigma <= _TINY:
        return _unit(side)
    scaled = np.exp(-_squares(side) / (2 * sigma * sigma))
    return np.asarray(scaled / (2 * math.pi * sigma * sigma), np.float64)


def _unit(side: int) -> FloatArray:
    cells = np.zeros((side, side))
    cells[side // 2, side // 2] = 1
    return cells


def _width(radius: float, sigma: float, axes: int) -> int:
    """2·radius + 1, or the width beyond which no weight would count in 16 bits."""
    if radius >= 1:
        return _checked(int(radius) * 2 + 1)
    if radius > _TINY:
        return 3
    if sigma <= _TINY:
        return 3
    for width in range(5, MAX_SIZE + 4, 2):
        line = np.exp(-((np.arange(width) - width // 2) ** 2) / (2 * sigma * sigma))
        if line[0] / line.sum() ** axes < 1 / _QUANTUM:
            return width - 2
    raise TooLargeError


def _checked(side: int) -> int:
    if not 1 <= side <= MAX_SIZE:
        raise TooLargeError
    return side
