"""Tiles in, in whatever order they are done; whole bands out to an encoder, from the top down."""

from __future__ import annotations

import contextlib
import struct
import threading
from collections.abc import Iterator

import numpy as np

from convstudio.imaging.encoders.encoder import Encoder, EncodingError
from convstudio.imaging.levels import Samples
from convstudio.numerics.tiles import Span


class Feeding:
    """Gathers tiles into bands of rows and hands these to an encoder; from several threads.

    The thread that completes a band packs it, and whoever holds the next one writes it: of a
    picture there is in memory what was begun and not yet completed.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._lock = threading.Lock()
        self._begun: dict[int, tuple[Samples, int]] = {}
        self._spare: list[Samples] = []
        self._packed: dict[int, bytes] = {}
        self._next = 0

    def put(self, pixels: Samples, span: Span) -> None:
        """Takes a tile, (rows, columns, samples), that stands there.

        Raises:
            OSError: the disk does not take it.
            EncodingError: the encoder does not.
        """
        height = self._encoder.rows
        for index in range(span.top // height, -(-span.bottom // height)):
            first, last = index * height, min((index + 1) * height, self._encoder.sheet.height)
            top, bottom = max(span.top, first), min(span.bottom, last)
            band = self._band(index, last - first)
            part = pixels[top - span.top : bottom - span.top]
            band[top - first : bottom - first, span.left : span.right] = part
            if self._is_complete(index, part.shape[0] * part.shape[1]):
                with _telling():
                    self._write(index, self._encoder.pack(band))
                with self._lock:
                    self._spare.append(band)

    def finish(self) -> None:
        """To be called when every tile was put."""
        with _telling():
            self._encoder.finish()

    def _band(self, index: int, rows: int) -> Samples:
        sheet = self._encoder.sheet
        with self._lock:
            if index not in self._begun:
                shape = rows, sheet.width, sheet.samples
                fits = bool(self._spare) and self._spare[-1].shape == shape
                band = self._spare.pop() if fits else np.empty(shape, sheet.levels.dtype)
                self._begun[index] = band, rows * sheet.width
            return self._begun[index][0]

    def _is_complete(self, index: int, pixels: int) -> bool:
        with self._lock:
            band, missing = self._begun.pop(index)
            if missing > pixels:
                self._begun[index] = band, missing - pixels
            return missing == pixels

    def _write(self, index: int, packed: bytes) -> None:
        with self._lock:
            self._packed[index] = packed
            while self._next in self._packed:
                self._encoder.append(self._packed.pop(self._next))
                self._next += 1


@contextlib.contextmanager
def _telling() -> Iterator[None]:
    """What encoders raise, told apart from what fails where the tiles are made."""
    try:
        yield
    except (ValueError, TypeError, RuntimeError, struct.error) as error:
        raise EncodingError(str(error)) from error
