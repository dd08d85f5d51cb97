"""The page “Matrix product”: the layer under the hand as the one product that computes it.

Who uses it: someone who has learnt what a convolution is and wants to know how libraries do it.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from convstudio.errors import ConvStudioError
from convstudio.gui.examples.product_view import ProductView
from convstudio.gui.inspection import Inspecting
from convstudio.gui.main_window import MainWindow
from convstudio.gui.map_place import MapPlace
from convstudio.gui.panels.form import muted_label
from convstudio.gui.session import Session
from convstudio.pipeline.unrolled import Unrolled, unrolled

PAGE = "product"
_MARGIN = 12


class ProductPage(QWidget):
    """The product, and a head that says how large it is."""

    def __init__(self) -> None:
        super().__init__()
        self.head = muted_label("Size of the product", lines=3)
        self.view = ProductView()
        self._top = QHBoxLayout()
        self._top.addWidget(self.head, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 4, _MARGIN, 8)
        column.setSpacing(8)
        column.addLayout(self._top)
        column.addWidget(self.view, 1)
        self.setFocusProxy(self.view)

    def add_corner(self, widget: QWidget) -> None:
        """Puts a widget into the upper right corner."""
        self._top.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)

    def show_product(self, found: Unrolled, white: float) -> None:
        """Shows a product.

        Args:
            white: the picture's full range.
        """
        self.head.setText(_words(found))
        self.view.show_product(found, white)

    def refuse(self, words: str) -> None:
        """Says why there is none."""
        self.head.setText(words)
        self.view.show_product(None)


class Product(QObject):
    """Session and inspecting → page, while that is open. The rows follow the inspected pixel."""

    def __init__(self, session: Session, window: MainWindow, inspecting: Inspecting) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._inspecting = inspecting
        self._place = MapPlace(session, window.viewer)
        self._found: Unrolled | None = None
        self.page = ProductPage()
        self.toggle = window.drawer.add_page(PAGE, "Matrix product", self.page, with_tab=False)
        # Edits come faster than a screen shows them.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._show)
        for changed in (
            session.pipeline_changed,
            session.trial_changed,
            session.picture_changed,
            session.hand_changed,
            window.drawer.page_changed,
        ):
            changed.connect(self._soon.start)
        inspecting.looked_at.connect(self._mark)
        window.viewer.hovered.connect(self._on_hovered)
        self.page.view.row_chosen.connect(self._on_row_chosen)

    @property
    def _opened(self) -> bool:
        return self._window.drawer.opened == PAGE

    def _show(self) -> None:
        picture, hand = self._session.picture, self._session.hand
        self._found = None
        if not self._opened:
            return
        if picture is None:
            self.page.refuse("Open a picture first.")
            return
        try:
            pipeline = self._session.whole_shown
            self._found = unrolled(pipeline, hand.layer, picture, hand.filter)
        except ConvStudioError as error:
            self.page.refuse(f"{error.sentence} {error.hint}")
            return
        self.page.show_product(self._found, picture.full_range)
        if self._inspecting.opened:
            self._mark(self._inspecting.place)

    def _on_hovered(self, point: tuple[float, float] | None) -> None:
        """Without the inspector the cursor alone tells the pixel."""
        if self._found is not None and not self._inspecting.opened and point is not None:
            self._mark(self._place.at(*point))

    def _mark(self, place: tuple[int, int] | None) -> None:
        found, hand = self._found, self._session.hand
        if found is None or not self._opened:
            return
        seen = hand.shown_layer(self._session.whole_shown) == hand.layer
        inside = place is not None and place[0] < found.size[0] and place[1] < found.size[1]
        row = found.row(place) if place is not None and inside and seen else None
        self.page.view.mark(row, self._column(found))

    def _column(self, found: Unrolled) -> int:
        """The column of the map that is looked at, where there is one for each map."""
        hand = self._session.hand
        return hand.map if hand.map < len(found.filters) else hand.filter

    def _on_row_chosen(self, row: int) -> None:
        if self._found is not None:
            self._inspecting.open(opened=True)
            self._inspecting.pick(self._found.place(row))


def _words(found: Unrolled) -> str:
    of_part = f" Of {found.part}." if found.part else ""
    later = f" Then {found.afterwards}." if found.afterwards else ""
    places, length, filters = f"{found.places:,}", f"{found.length:,}", len(found.filters)
    return (
        f"{places} patches × {length} numbers, times {length} × {filters} weights, are "
        f"{places} × {filters} values.{of_part}{later}"
    )
