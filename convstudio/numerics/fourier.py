"""Large kernels: overlap-save with the fast Fourier transform.

A patch of n × n inputs gives (n − e + 1)² outputs whatever the kernel; the rest of the circular
result wraps around and is dropped. T. G. Stockham, "High-speed convolution and correlation", 1966.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from convstudio.numerics.source import Patch
from convstudio.numerics.tiles import CancelToken, Scratch
from convstudio.numerics.validation import Array, FloatArray


@dataclass(frozen=True, eq=False)
class Fourier:
    """Weighted sums by overlap-save.

    Attributes:
        spectra: (filters, channels / groups, rows, columns), conjugate spectra of the dilated
            kernels on the grid of ``size``; one filter and one channel where every channel is
            filtered by itself.
        size: (rows, columns) of the transform.
        each: whether every channel is filtered by itself.
        whole_numbers: whether the sums are whole numbers, to which the result is rounded.
    """

    spectra: Array
    size: tuple[int, int]
    each: bool
    whole_numbers: bool
    groups: int = 1
    converts = False

    def covers(self, _: Patch) -> bool:
        """Every input takes part in some product."""
        return True

    def run(
        self, patch: Patch, out: FloatArray, _scratch: Scratch, cancel: CancelToken | None
    ) -> None:
        """Writes the sums of a patch to ``out`` (rows, columns, maps)."""
        maps, values = out.shape[2], patch.values
        planes = range(values.shape[3] if self.each else values.shape[1])
        found = [_forward(self._plane(values, c), self.size) for c in planes]
        for index in range(maps):
            if cancel is not None:
                cancel.check()
            if self.each:
                spectrum = np.multiply(found[index], self.spectra[0, 0], out=found[index])
            else:
                depth = self.spectra.shape[1]
                first = index // (maps // self.groups) * depth
                spectrum = found[first] * self.spectra[index, 0]
                for c in range(1, depth):
                    spectrum += found[first + c] * self.spectra[index, c]
            sums = _inverse(spectrum, self.size)
            rows = slice(0, (patch.count[0] - 1) * patch.strides[0] + 1, patch.strides[0])
            columns = slice(0, (patch.count[1] - 1) * patch.strides[1] + 1, patch.strides[1])
            if self.whole_numbers:
                np.rint(sums[rows, columns], out=out[..., index])
            else:
                out[..., index] = sums[rows, columns]

    def _plane(self, values: FloatArray, index: int) -> FloatArray:
        return values[:, 0, :, index] if self.each else values[:, index, :, 0]


def kernel_spectra(
    weights: FloatArray, dilation: tuple[int, int], size: tuple[int, int], dtype: np.dtype[Any]
) -> Array:
    """Conjugate spectra of kernels (rows, columns, channels, filters), spread by the dilation."""
    rows, columns, channels, filters = weights.shape
    spread = np.zeros((filters, channels, *size), dtype)
    spread[..., : rows * dilation[0] : dilation[0], : columns * dilation[1] : dilation[1]] = (
        np.moveaxis(weights, (3, 2), (0, 1))
    )
    return np.conj(np.fft.fft(np.fft.rfft(spread, axis=3), axis=2))


def _forward(plane: FloatArray, size: tuple[int, int]) -> Array:
    """Real transform along the columns, then complex along the rows; zeros fill the grid up."""
    half: Array = np.fft.rfft(plane, size[1], axis=1)
    if half.shape[0] == size[0] == 1:
        return half
    if half.shape[0] == size[0]:
        return np.fft.fft(half, axis=0, out=half)
    found: Array = np.fft.fft(half, size[0], axis=0)
    return found


def _inverse(spectrum: Array, size: tuple[int, int]) -> FloatArray:
    if size[0] > 1:
        spectrum = np.fft.ifft(spectrum, axis=0, out=spectrum)
    sums: FloatArray = np.fft.irfft(spectrum, size[1], axis=1)
    return sums
