"""A window that slides over pictures of any size: what of its geometry a program can write down."""

from __future__ import annotations

from dataclasses import dataclass

from convstudio.numerics.geometry import Axis
from convstudio.numerics.padding import PaddingMode, Pair, Sides
from convstudio.numerics.request import Request, anchor_shift

_LARGE = (1 << 20, 1 << 20)


@dataclass(frozen=True)
class Window:
    """A kernel's or a pooling's window; pairs are (vertical, horizontal).

    Attributes:
        shape: (rows, columns) of its weights.
        asked: the padding asked for.
        anchor: of the weights as they slide; None for the middle.
    """

    shape: Pair
    strides: Pair
    dilation: Pair
    asked: PaddingMode | Sides
    border: str = "zeros"
    anchor: Pair | None = None

    @property
    def extent(self) -> Pair:
        """(rows, columns) that it reaches over, dilated."""
        (rows, columns), (down, over) = self.shape, self.dilation
        return down * (rows - 1) + 1, over * (columns - 1) + 1

    @property
    def padding(self) -> Sides | None:
        """((top, bottom), (left, right)); None where it depends on the picture's size."""
        if self.asked == "same" and self.strides != (1, 1):
            return None
        vertical, horizontal = self._axes
        return (vertical.before, vertical.after), (horizontal.before, horizontal.after)

    @property
    def pads(self) -> bool:
        """Whether anything is padded, as far as can be said."""
        return self.padding != ((0, 0), (0, 0))

    @property
    def anchor_shift(self) -> Pair:
        """How far ``same`` moves its padding for an anchor that is not the middle, in pixels."""
        rows, columns = self._axes
        return _shift(rows.anchor, rows.kernel, rows.dilation), _shift(
            columns.anchor, columns.kernel, columns.dilation
        )

    @property
    def centre(self) -> Pair:
        """(row, column) in the dilated window of what lies over the map's pixel."""
        vertical, horizontal = self._axes
        return int(vertical.middle), int(horizontal.middle)

    @property
    def keeps_place(self) -> bool:
        """Whether the map is as large as its input, each pixel where it was."""
        if self.strides != (1, 1) or self.padding is None:
            return False
        total = tuple(sum(sides) for sides in self.padding)
        before = tuple(sides[0] for sides in self.padding)
        return total == (self.extent[0] - 1, self.extent[1] - 1) and before == self.centre

    @property
    def _axes(self) -> tuple[Axis, Axis]:
        """Both axes on some large picture: at stride 1 all have the same padding."""
        return Request(
            _LARGE,
            self.shape,
            self.strides,
            self.asked,
            self.dilation,
            self.border,
            exact=False,
            anchor=self.anchor,
        ).axes()


def _shift(anchor: int | None, kernel: int, dilation: int) -> int:
    return 0 if anchor is None else anchor_shift(anchor, kernel, dilation)
