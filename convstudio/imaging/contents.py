"""Scaffold."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from convstudio.imaging.parts import Contents, Part
from convstudio.imaging.reading import read_picture


def contents_of(path: Path) -> Contents:
    """Scaffold."""
    try:
        with Image.open(path) as image:
            count, (width, height) = getattr(image, "n_frames", 1), image.size
            name = image.format or ""
    except OSError:
        read_picture(path)
        raise
    if count == 1:
        return Contents(name, (Part("", "Picture", width, height, "8-bit"),), path.stat().st_size)
    parts = tuple(Part(str(n), f"Page {n}", width, height, "8-bit") for n in range(1, count + 1))
    return Contents(name, parts, path.stat().st_size)
