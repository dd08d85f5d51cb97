"""Draws the pictures of the examples: tables of numbers small enough to reckon with, and a digit.

Run it from the top of the project: ``uv run python resources/examples/draw_pictures.py``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

FOLDER = Path(__file__).resolve().parent
Table = npt.NDArray[np.int64]


def tables() -> dict[str, Table]:
    """Every table by the name of its file, (rows, columns).

    Where nothing is above 1 the studio takes it for a picture from 0 to 1, otherwise for 8 bits.
    """
    row, column = np.mgrid[0:16, 0:16]
    line = np.zeros((8, 8), int)
    line[:, 3:5] = 1
    bump = np.zeros((1, 8), int)
    bump[0, 3:5] = 1
    edges = np.zeros((8, 8), int)
    edges[-1], edges[:, -1] = 200, 200
    point = np.zeros((15, 15), int)
    point[7, 7] = 1
    return {
        "vertical-line": line,
        "bump": bump,
        "nine-by-nine": np.ones((9, 9), int),
        "thirteen-by-thirteen": (row * 13 + column)[:13, :13],
        "bright-edges": edges,
        "slope": 9 * (row + column)[:8, :8],
        "five-by-five": 10 * (row * 5 + column + 1)[:5, :5],
        "sixteen-numbers": 30
        * np.array([[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]], int),
        "point": point,
    }


def digit() -> npt.NDArray[np.uint8]:
    """A handwritten-looking 3, white on black, (28, 28)."""
    angles = np.linspace(0, 1, 40)
    upper = np.radians(200 - 290 * angles)  # counter-clockwise from the right, as seen
    lower = np.radians(90 - 300 * angles)
    stroke = np.concatenate(
        [
            np.stack([9.5 - 4.4 * np.sin(upper), 13.8 + 5.0 * np.cos(upper)], axis=1),
            np.stack([18.6 - 4.9 * np.sin(lower), 13.6 + 5.8 * np.cos(lower)], axis=1),
        ]
    )
    centres = np.stack(np.mgrid[0:28, 0:28], axis=-1) + 0.5
    distance = _distances(centres.reshape(-1, 2), stroke[:-1], stroke[1:]).min(axis=1)
    ink = np.clip(1.8 - distance, 0, 1)
    return np.rint(255 * ink.reshape(28, 28)).astype(np.uint8)


def _distances(
    points: npt.NDArray[np.float64], starts: npt.NDArray[np.float64], ends: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """From each point to each segment, (points, segments)."""
    along = ends - starts
    offset = points[:, np.newaxis] - starts
    length = np.maximum((along**2).sum(axis=1), 1e-12)
    share = np.clip((offset * along).sum(axis=2) / length, 0, 1)
    found: npt.NDArray[np.float64] = np.hypot(
        *np.moveaxis(offset - share[..., np.newaxis] * along, 2, 0)
    )
    return found


def write(folder: Path) -> None:
    """Writes all of them into a folder."""
    for name, table in tables().items():
        lines = [",".join(map(str, row)) for row in table.tolist()]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    Image.fromarray(digit()).save(folder / "digit.png", optimize=True)


if __name__ == "__main__":
    write(FOLDER)
