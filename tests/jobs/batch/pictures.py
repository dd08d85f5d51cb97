"""Small pictures to work on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image


def save(path: Path, seed: int = 0) -> None:
    """A gray picture of 9×12."""
    pixels = np.random.default_rng(seed).integers(0, 256, (9, 12), np.uint8)
    Image.fromarray(pixels).save(path)
