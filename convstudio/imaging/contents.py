"""Scaffold of the batch's branch; the reader's own takes its place."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from convstudio.errors import PictureReadError
from convstudio.imaging.parts import Contents, Part


def contents_of(path: Path) -> Contents:
    """What a file holds, by its header alone.

    Raises:
        PictureReadError: it cannot be read.
    """
    try:
        with Image.open(path) as image:
            count = getattr(image, "n_frames", 1)
            names = [str(i + 1) for i in range(count)] if count > 1 else [""]
            kind = "8-bit RGB" if image.mode in ("RGB", "L") else ""
            parts = tuple(Part(name, name, *image.size, kind) for name in names)
            return Contents(image.format or "", parts, path.stat().st_size)
    except (OSError, SyntaxError, ValueError) as error:
        raise PictureReadError(f"“{path.name}” cannot be read: {error}.") from error
