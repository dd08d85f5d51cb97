"""The filters of a layer as arrays for other programs: .npy, .npz and safetensors."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, get_args

import numpy as np
import numpy.typing as npt

from convstudio.atomic import atomic_file, reason
from convstudio.errors import FilterFileError
from convstudio.json_words import quoted
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.banks import safetensors
from convstudio.pipeline.banks.axes import (
    KERAS,
    KERAS_DEPTHWISE,
    PYTORCH,
    PYTORCH_DEPTHWISE,
    flattened,
)
from convstudio.pipeline.banks.entries import HINT
from convstudio.pipeline.banks.reading import ENDINGS, NAMES
from convstudio.pipeline.maps import Maps

Framework = Literal["keras", "pytorch"]
FRAMEWORKS: tuple[Framework, ...] = get_args(Framework)
Depth = Literal["float32", "float64"]
_WORDS: dict[Framework, str] = {"keras": "kernel", "pytorch": "weight"}
Arrays = dict[str, npt.NDArray[np.generic]]


@dataclass(frozen=True)
class FilterFile:
    """What of a layer goes into a file.

    Attributes:
        bank: the layer.
        below: the maps that it takes: a shared plane is written once for each channel.
        framework: whose order of axes, and whose names of arrays.
        depth: of the numbers.
        largest: the largest pixel that a network is given, 1 or 255: biases are written for it.
    """

    bank: Bank
    below: Maps
    framework: Framework = "keras"
    depth: Depth = "float32"
    largest: int = 1

    @property
    def depthwise(self) -> bool:
        """Whether every channel is filtered by itself."""
        return self.bank.channels == "each" and self.below.channels > 1

    @property
    def weights(self) -> npt.NDArray[np.float64]:
        """The weights as they slide, all axes in the framework's order, exact.

        Raises:
            ArgumentValueError: the layer does not fit the maps below it.
        """
        weights = np.asarray(self.bank.array(self.bank.seen(self.below)), np.float64)
        if self.bank.flip:
            weights = weights[::-1, ::-1]
        orders = (KERAS_DEPTHWISE, PYTORCH_DEPTHWISE) if self.depthwise else (KERAS, PYTORCH)
        return flattened(weights, orders[FRAMEWORKS.index(self.framework)])

    @property
    def biases(self) -> npt.NDArray[np.float64]:
        """One a filter; of depthwise filters one for each channel and filter."""
        biases = np.array([one.bias for one in self.bank.filters]) * self.largest
        return np.tile(biases, self.below.channels) if self.depthwise else biases

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the filters."""
        return tuple(one.title for one in self.bank.filters)

    def arrays(self) -> Arrays:
        """Weights and biases by the names that the framework gives them.

        Raises:
            ArgumentValueError: as ``weights`` does.
        """
        before = f"{self.bank.name}." if self.bank.name else ""
        return {
            f"{before}{_WORDS[self.framework]}": self.weights.astype(self.depth),
            f"{before}bias": self.biases.astype(self.depth),
        }


def write_filters(path: Path, file: FilterFile) -> None:
    """Writes the filters, whole or not at all.

    Raises:
        FilterFileError: it cannot be written, or its name ends as none of these files do.
        ArgumentValueError: the layer does not fit the maps below it.
    """
    ending = checked_ending(path)
    arrays = file.arrays()
    try:
        with atomic_file(path) as out:
            if ending == ".npy":
                np.lib.format.write_array(out, next(iter(arrays.values())), allow_pickle=False)
            elif ending == ".npz":
                _write_archive(out, {**arrays, NAMES: np.array(file.names)})
            else:
                safetensors.write_tensors(out, arrays, _metadata(file))
    except OSError as error:
        raise FilterFileError(
            f"{quoted(path.name)} could not be saved: {reason(error)}.",
            hint="Choose another folder or name; what stood there is as it was.",
        ) from error


def checked_ending(path: Path) -> str:
    """The ending by which the kind of file is told.

    Raises:
        FilterFileError: another.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise FilterFileError(
            f"Filters cannot be saved as {quoted(path.name)}.",
            hint=HINT.replace("are read from", "are saved as"),
        )
    return ending


def losses(file: FilterFile, ending: str) -> tuple[str, ...]:
    """What such a file does not say of the layer, or says otherwise: a sentence each.

    Raises:
        ArgumentValueError: as ``FilterFile.weights`` does.
    """
    bank = file.bank
    told = []
    if ending == ".npy":
        if any(one.bias for one in bank.filters):
            told.append("The biases are left out: .npy holds one array. .npz holds both.")
        if any(one.name for one in bank.filters):
            told.append("The names of the filters are left out.")
    if any(plane.divisor != 1 for one in bank.filters for plane in one.planes):
        told.append("The divisors are divided out: the file holds the weights that are used.")
    if file.depth == "float32":
        told.extend(_rounding(file.weights))
    if bank.flip:
        told.append("The kernels are written turned by 180°: networks do not flip.")
    first = bank.filters[0].planes[0]
    if first.anchored_at != first.centre:
        told.append("The anchor is left out: networks have it in the middle.")
    if bank.planes == 1 and bank.seen(file.below) > 1:
        told.append(
            f"The plane that all channels share is written {bank.seen(file.below)} times, "
            "once a channel."
        )
    if file.depthwise and file.below.channels > 1 and len(bank.filters) > 1:
        told.append("Keras and PyTorch order the maps channel by channel, ConvStudio by filter.")
    told.extend(_settings(bank))
    return tuple(told)


def _rounding(weights: npt.NDArray[np.float64]) -> list[str]:
    with np.errstate(under="ignore"):
        off = np.abs(weights.astype(np.float32) - weights)
    largest = float(off.max())
    if largest == 0:
        return []
    return [f"Rounded to float32: at most {largest:.1g} off. float64 is exact."]


def _settings(bank: Bank) -> list[str]:
    """The settings of the layer that no array of weights says."""
    kept: Mapping[str, bool] = {
        "strides": bank.strides != (1, 1),
        "dilation": bank.dilation != (1, 1),
        "padding": bank.padding != "valid",
        "border": bank.border != "zeros",
        "groups": bank.groups > 1,
        "activation": bank.activation != "none",
        "channels": bank.channels not in ("sum", "each"),
    }
    names = [name for name, other in kept.items() if other]
    if not names:
        return []
    listed = ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + names[-1]
    return [f"The layer's {listed} {'are' if len(names) > 1 else 'is'} not in such a file."]


def _write_archive(file: BinaryIO, arrays: Arrays) -> None:
    """A .npz, as ``numpy.savez`` writes it; its names as a zip can hold them."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            plain = "".join(c if c.isprintable() and c not in "/\\" else "_" for c in name)
            with archive.open(f"{plain}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, array, allow_pickle=False)


def _metadata(file: FilterFile) -> dict[str, str]:
    # Without names of their own too: how many there are tells depthwise filters from others.
    return {"framework": file.framework, NAMES: json.dumps(list(file.names))}
