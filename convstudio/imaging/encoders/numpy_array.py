"""NumPy's .npy: the samples as they are, and nothing else.

numpy.lib.format, version 1.0.
"""

from __future__ import annotations

from typing import BinaryIO

import numpy as np

from convstudio.imaging.encoders.encoder import Encoder, Sheet
from convstudio.imaging.levels import Samples


class NpyEncoder(Encoder):
    """An array (rows, columns), or (rows, columns, samples) where there are several."""

    def __init__(self, sheet: Sheet, file: BinaryIO) -> None:
        super().__init__(sheet, file)
        shape = (sheet.height, sheet.width, sheet.samples)
        header = {
            "descr": np.lib.format.dtype_to_descr(sheet.levels.dtype),
            "fortran_order": False,
            "shape": shape[:2] if sheet.samples == 1 else shape,
        }
        np.lib.format.write_array_header_1_0(file, header)

    def pack(self, pixels: Samples) -> bytes:
        return pixels.tobytes()

    def append(self, packed: bytes) -> None:
        self.file.write(packed)

    def finish(self) -> None:
        """The pixels are the last."""
