"""A filter as a small picture: its kernel by sign and size, or in colours where it has three."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage

from convstudio.gui.kernel_picture import kernel_image
from convstudio.gui.theme import Colours
from convstudio.pipeline.bank import Filter

_COLOURS = 3


def is_coloured(made: Filter) -> bool:
    """Whether its picture is in colours: red, green and blue from its three kernels."""
    return len(made.planes) == _COLOURS


def filter_image(made: Filter, plane: int, colours: Colours) -> QImage:
    """One pixel a weight.

    Three kernels are red, green and blue about a middle gray, the largest weight of all three at
    full strength, as first layers of networks are drawn: A. Krizhevsky, I. Sutskever, G. Hinton,
    "ImageNet classification with deep convolutional neural networks", 2012, figure 3. Of other
    filters it is the kernel of a plane.
    """
    if not is_coloured(made):
        return kernel_image(made.planes[min(plane, len(made.planes) - 1)], colours)
    weights = np.stack([plane.array / plane.divisor for plane in made.planes], axis=-1)
    largest = float(np.abs(weights).max()) or 1.0
    pixels = np.ascontiguousarray(np.rint((weights / largest + 1) * 127.5).astype(np.uint8))
    rows, columns, _ = pixels.shape
    image = QImage(pixels.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
    return image.copy()  # the array ends with this function
