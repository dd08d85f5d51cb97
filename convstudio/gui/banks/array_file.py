"""A file of arrays as the dialog knows it, and the filters that one of its arrays makes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from convstudio.errors import ValidationError
from convstudio.gui.banks.fill_page import Filled, Target
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.banks.axes import AxisOrder, arranged
from convstudio.pipeline.banks.entries import ArrayEntry
from convstudio.pipeline.banks.filling import check_fit
from convstudio.pipeline.banks.from_array import arrangement, put
from convstudio.pipeline.banks.guessing import Told, layer_name, told_of
from convstudio.pipeline.banks.reading import arrays_in, names_in, read_array

_MOST_OFFERED = 2_000  # in one list; the files of large models hold more
_MOST_AXES = 4


@dataclass(frozen=True)
class ArrayFile:
    """What a file holds.

    Attributes:
        path: where it is.
        entries: its arrays.
        names: of filters, where it says any.
    """

    path: Path
    entries: tuple[ArrayEntry, ...]
    names: tuple[str, ...]

    @property
    def is_pytorchs(self) -> bool:
        """Whether it is of the kind that PyTorch's programs write."""
        return self.path.suffix.lower() == ".safetensors"

    @property
    def offered(self) -> tuple[ArrayEntry, ...]:
        """The arrays to choose from: those that can be filters, or all where none can."""
        fitting = [e for e in self.entries if not e.trouble and 2 <= len(e.shape) <= _MOST_AXES]
        return tuple((fitting or list(self.entries))[:_MOST_OFFERED])

    def told_of(self, entry: ArrayEntry) -> Told:
        """What it tells of one of its arrays, by which the order of axes is guessed."""
        return told_of(entry, self.entries, self.names, pytorch=self.is_pytorchs)

    def named(self, name: str) -> ArrayEntry | None:
        """The array of a name."""
        return next((entry for entry in self.entries if entry.name == name), None)


@dataclass(frozen=True)
class Choice:
    """What is taken of a file.

    Attributes:
        file: the file.
        name: of the array of weights.
        order: of its axes.
        biases: the name of the array of biases; None for none.
        bias_scale: what the biases are multiplied with.
    """

    file: ArrayFile
    name: str
    order: AxisOrder
    biases: str | None = None
    bias_scale: float = 1.0

    def make(self, target: Target) -> Filled:
        """The layer with these filters, or why it cannot have them.

        Raises:
            FilterFileError: the file cannot be read, any more.
        """
        path, channels = self.file.path, target.below.channels
        array = read_array(path, self.name)
        biases = None if self.biases is None else read_array(path, self.biases)
        try:
            tiles = arranged(array, self.order, channels)
        except ValidationError as error:
            return Filled(np.zeros((1, 1, 1, 0)), (), error=error)
        names = self._names(tiles)
        try:
            made = arrangement(array, self.order, target.below, biases)
            names = names if made.weights.shape[3] == tiles.shape[3] else ()
            bank = put(target.bank, made, target.place, names, self.bias_scale)
            bank = self._called(bank, target)
            check_fit(bank, target.below)
        except ValidationError as error:
            return Filled(tiles, names, error=error)
        return Filled(tiles, names, bank)

    def _called(self, bank: Bank, target: Target) -> Bank:
        """The layer by the array's name, unless it has another name than such a one already."""
        own = {layer_name(entry.name) for entry in self.file.entries} | {""}
        if target.place != "instead" or bank.name not in own:
            return bank
        return replace(bank, name=layer_name(self.name))

    def _names(self, tiles: npt.NDArray[np.float64]) -> tuple[str, ...]:
        """The file's names, where there is one for each filter."""
        return self.file.names if len(self.file.names) == tiles.shape[3] else ()


def array_file(path: Path) -> ArrayFile:
    """What a file holds, from its headers.

    Raises:
        FilterFileError: it cannot be read.
    """
    return ArrayFile(path, arrays_in(path), names_in(path))
