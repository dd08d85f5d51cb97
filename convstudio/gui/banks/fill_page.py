"""What every page of the dialog that fills a layer has in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from convstudio.errors import ConvStudioError, ValidationError
from convstudio.gui.panels.boxes import ChoiceBox, SwitchBox
from convstudio.gui.panels.fields import NumberField
from convstudio.gui.panels.paired_field import LinkButton
from convstudio.gui.theme import Colours
from convstudio.pipeline.bank import Bank, Filter
from convstudio.pipeline.banks.filling import Place, check_fit, filled
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.parameters import ChannelMode

MARGIN = 12  # pixels


@dataclass(frozen=True)
class Target:
    """The layer that is filled.

    Attributes:
        bank: as it is.
        below: the maps that it takes.
        place: whether filters come in place of its own, or after them.
    """

    bank: Bank
    below: Maps
    place: Place = "instead"


@dataclass(frozen=True, eq=False)
class Filled:
    """What came of an order: the layer as it would be, or why it cannot; and tiles either way.

    Attributes:
        weights: (rows, columns, planes, filters) of what is new, for the tiles.
        names: one a filter.
    """

    weights: npt.NDArray[np.float64]
    names: tuple[str, ...]
    bank: Bank | None = None
    error: ConvStudioError | None = None


Fill = Callable[[Target], Filled]


class FillPage(QWidget):
    """One source of filters.

    Signals:
        changed: other filters are wanted.
        refused: why what was typed is not taken, and the field.
    """

    changed = Signal()
    refused = Signal(object, object)
    title = ""
    step = ""

    def fill(self) -> Fill:
        """What makes the filters that are wanted now; it may be called in any thread.

        Raises:
            ConvStudioError: nothing is wanted yet; says what is to be chosen.
        """
        raise NotImplementedError

    def set_colours(self, colours: Colours) -> None:
        """The theme's colours, for marks and outlines."""
        dress(self, colours)

    def begin(self) -> None:
        """It is looked at: the keyboard goes to its first field."""


def dress(widget: QWidget, colours: Colours) -> None:
    """Gives the fields in a widget the theme's colours."""
    for number in widget.findChildren(NumberField):
        number.set_colours(colours)
    for choice in widget.findChildren(ChoiceBox):
        choice.set_colours(colours)
    for switch in widget.findChildren(SwitchBox):
        switch.set_colours(colours)
    for link in widget.findChildren(LinkButton):
        link.set_colours(colours)


def made_of(target: Target, filters: tuple[Filter, ...], channels: ChannelMode | None) -> Filled:
    """The layer with such filters, or why it cannot have them."""
    weights = tiles_of(filters)
    names = tuple(one.title for one in filters)
    try:
        bank = filled(target.bank, filters, target.place, channels=channels)
        check_fit(bank, target.below)
    except ValidationError as error:
        return Filled(weights, names, error=error)
    return Filled(weights, names, bank)


def tiles_of(filters: tuple[Filter, ...]) -> npt.NDArray[np.float64]:
    """The weights of filters, each with its own planes: (rows, columns, planes, filters)."""
    bank = Bank(filters)
    return np.asarray(bank.array(bank.planes), np.float64)
