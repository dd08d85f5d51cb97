"""The locally connected layer: a kernel of its own for each place of its map."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from convstudio.errors import ArgumentValueError
from convstudio.kernel.kernel import Kernel
from convstudio.numerics import validation
from convstudio.numerics.geometry import Axis
from convstudio.numerics.padding import Pair, axes
from convstudio.numerics.validation import Array, FloatArray
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.bank_limits import MOST_FILTERS
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.maps import Maps, Need, counted_channels
from convstudio.pipeline.parameters import BIAS, STRIDE
from convstudio.pipeline.single_filter import bank_of
from convstudio.pipeline.sliding import checked_pair, checked_place

MOST_LOCAL_WEIGHTS = 2**20


@dataclass(frozen=True, eq=False)
class Weights:
    """The weights of every place, frozen; two are equal where all their numbers are.

    Attributes:
        array: (out_rows, out_columns, rows, columns, in_channels, filters), float64, read-only.

    Raises:
        ArgumentTypeError: no numpy array of real numbers.
        ArgumentValueError: other axes, none, too many or not finite.
    """

    array: FloatArray

    def __post_init__(self) -> None:
        array = np.array(validation.real_array(self.array, "weights"), np.float64)
        if array.ndim != 6 or not array.size:
            raise ArgumentValueError(
                "weights",
                given=f"shape {array.shape}",
                wanted="of the axes (out_rows, out_columns, rows, columns, in_channels, filters)",
            )
        check_local_count(array.shape)
        if not np.isfinite(array).all():
            raise ArgumentValueError("weights", given="NaN or infinity", wanted="finite numbers")
        array.flags.writeable = False
        object.__setattr__(self, "array", array)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, Weights) and np.array_equal(self.array, other.array)

    def __hash__(self) -> int:
        return hash(self.array.shape)


@dataclass(frozen=True)
class LocallyConnected:
    """A convolution whose kernel is another at each place, without padding.

    Fits inputs of one size and so many channels only, for each of its places has weights.

    Attributes:
        weights: of every place.
        biases: one a filter, as fractions of the picture's full range.
        strides: from one window to the next, an integer or (vertical, horizontal).

    Raises:
        ArgumentTypeError: a value of the wrong type.
        ArgumentValueError: a value out of range.
    """

    weights: Weights
    biases: tuple[float, ...] = ()
    strides: int | Pair = (1, 1)
    name: str = ""
    on: bool = True

    def __post_init__(self) -> None:
        count = self.weights.array.shape[5]
        biases = tuple(BIAS.check(value) for value in self.biases or (0.0,) * count)
        if len(biases) != count:
            raise ArgumentValueError("biases", given=f"{len(biases)}", wanted=f"{count}")
        checked = {
            "biases": biases,
            "strides": checked_pair(self.strides, STRIDE),
            **checked_place(self),
        }
        for name, value in checked.items():
            object.__setattr__(self, name, value)

    @classmethod
    def like(
        cls, layer: Convolution | Bank, shape: tuple[int, int], below: Maps
    ) -> LocallyConnected:
        """A layer in which every place begins with the kernels that the other shares.

        Args:
            layer: without padding, as this kind has none; its strides are taken.
            shape: (rows, columns) of the input.
            below: the maps of the input.

        Raises:
            ArgumentValueError: a kernel larger than the input, or more weights than there may be.
        """
        bank = bank_of(layer)
        if bank.channels != "sum" and bank.planes == 1:
            bank = replace(bank, channels="sum")
        strides = cast(Pair, bank.strides)
        down, over = axes(shape, bank.size, strides, "valid")
        kernels = bank.array(bank.seen(below))
        if bank.groups > 1:
            kernels = _ungrouped(kernels, bank.groups)
        if bank.flip:
            kernels = kernels[::-1, ::-1]
        whole = down.output, over.output, *kernels.shape
        check_local_count(whole)
        weights = Weights(np.broadcast_to(kernels, whole))
        return cls(weights, tuple(one.bias for one in bank.filters), strides)

    @property
    def size(self) -> Pair:
        """(rows, columns) of every kernel."""
        rows, columns = self.weights.array.shape[2:4]
        return rows, columns

    @property
    def places(self) -> Pair:
        """(rows, columns) of the map."""
        rows, columns = self.weights.array.shape[:2]
        return rows, columns

    @property
    def title(self) -> str:
        """What to call it: its name, or how many filters of which size."""
        rows, columns = self.size
        return self.name or f"Locally connected {len(self.biases)} × {rows}×{columns}"

    def axes(self, shape: tuple[int, int]) -> tuple[Axis, Axis]:
        """Both axes on an input of (rows, columns).

        Raises:
            ArgumentValueError: another input than that for which there are weights.
        """
        down, over = axes(shape, self.size, cast(Pair, self.strides), "valid")
        if (down.output, over.output) != self.places:
            fitting = (
                (count - 1) * step + taps
                for count, step, taps in zip(
                    self.places, cast(Pair, self.strides), self.size, strict=True
                )
            )
            rows, columns = fitting
            raise ArgumentValueError(
                "locally connected layer",
                given=f"one of {shape[0]}×{shape[1]} pixels (rows × columns), which has "
                f"{down.output}×{over.output} places,",
                wanted=f"on an input with {self.places[0]}×{self.places[1]} places, for each of "
                "which it has a kernel",
                hint=f"What would fit: an input of {rows}×{columns} pixels, or the layer made "
                "anew for this one.",
            )
        return down, over

    def maps(self, below: Maps) -> Maps:
        """What it makes of these maps.

        Raises:
            ArgumentValueError: another number of channels than there are weights for.
        """
        channels, filters = self.weights.array.shape[4:]
        if below.channels != channels:
            raise ArgumentValueError(
                "locally connected layer",
                given=f"one of {counted_channels(below.channels)}",
                wanted=f"on an input of {counted_channels(channels)}, for which it has weights",
                hint="Make the layer anew for this input.",
            )
        return Maps(filters, 1, below.has_alpha)

    def only(self, index: int, _below: Maps) -> tuple[LocallyConnected, Need]:
        """The layer that makes one of its maps alone, and what that needs."""
        if len(self.biases) == 1:
            return self, Need()
        weights = Weights(self.weights.array[..., index : index + 1])
        return replace(self, weights=weights, biases=(self.biases[index],)), Need()

    def kernel_at(self, row: int, column: int, channel: int = 0, index: int = 0) -> Kernel:
        """The kernel of one place, for a channel and a filter."""
        plane = self.weights.array[row, column, :, :, channel, index]
        return Kernel(tuple(map(tuple, plane.tolist())), name=f"Row {row}, column {column}")

    def with_kernel(
        self, row: int, column: int, kernel: Kernel, channel: int = 0, index: int = 0
    ) -> LocallyConnected:
        """The layer with another kernel at one place.

        Raises:
            ArgumentValueError: of another size.
        """
        if kernel.shape != self.size:
            raise ArgumentValueError(
                "kernel",
                given=f"one of {kernel.size_text}",
                wanted=f"{self.size[0]}×{self.size[1]}, as every place has",
            )
        array = self.weights.array.copy()
        array[row, column, :, :, channel, index] = kernel.array / kernel.divisor
        return replace(self, weights=Weights(array))

    def parameters(self, _below: Maps) -> int:
        """Weights of all places, and a bias a filter."""
        return self.weights.array.size + len(self.biases)

    def products(self, _below: Maps) -> int:
        """Multiplications for one pixel of all its maps."""
        return int(np.prod(self.weights.array.shape[2:]))


def check_local_count(shape: tuple[int, ...]) -> None:
    """Refuses layers beyond their limits before they are made.

    Raises:
        ArgumentValueError: too many weights or filters.
    """
    count = int(np.prod([int(n) for n in shape], dtype=object))
    if count > MOST_LOCAL_WEIGHTS or shape[5] > MOST_FILTERS:
        raise ArgumentValueError(
            "locally connected layer",
            given=f"{shape[0]}×{shape[1]} places with {count:,} weights",
            wanted=f"at most {MOST_LOCAL_WEIGHTS:,} weights and {MOST_FILTERS} filters",
            hint="Every place has kernels of its own: take a smaller picture, a larger stride or "
            "a pooling layer before it.",
        )


def _ungrouped(kernels: Array, groups: int) -> FloatArray:
    """Kernels of groups as kernels that see every channel, zeros where they see none."""
    rows, columns, seen, filters = kernels.shape
    found = np.zeros((rows, columns, seen * groups, filters))
    each = filters // groups
    for part in range(groups):
        channels, some = (
            slice(part * seen, (part + 1) * seen),
            slice(part * each, (part + 1) * each),
        )
        found[:, :, channels, some] = kernels[..., some]
    return found
