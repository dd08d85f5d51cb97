"""The examples in a window: the menu that opens them, and the pages beside the picture."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from convstudio.gui.actions import build_actions
from convstudio.gui.examples.actions import EXAMPLE_ACTIONS
from convstudio.gui.examples.back_button import BackButton
from convstudio.gui.examples.doing import Doing
from convstudio.gui.examples.figures import Table, paddings
from convstudio.gui.examples.heading import MenuHeading
from convstudio.gui.examples.product_page import PAGE as PRODUCT
from convstudio.gui.examples.product_page import Product
from convstudio.gui.examples.text_page import ExamplePage
from convstudio.gui.files.files import Files
from convstudio.gui.inspection import Inspecting
from convstudio.gui.main_window import MainWindow
from convstudio.gui.map_gallery.map_page import MapPage
from convstudio.gui.notices import Notices
from convstudio.gui.session import Session
from convstudio.pipeline.examples import EXAMPLES, Example, example_named, example_of

PAGE = "examples"


class Examples(QObject):
    """Opens examples as sessions are opened, and shows the text of the one that is open.

    Attributes:
        actions: those of EXAMPLE_ACTIONS.
        page: the text.
    """

    def __init__(
        self,
        session: Session,
        window: MainWindow,
        files: Files,
        inspecting: Inspecting,
        maps: MapPage,
        notices: Notices,
    ) -> None:
        """Builds the pages.

        Args:
            maps: a page that texts lead to, and from which there is a way back.
        """
        super().__init__(window)
        self._session = session
        self._drawer = window.drawer
        self._files = files
        self.doing = Doing(session, window, inspecting, files.changes, notices)
        self.page = ExamplePage({"paddings": self._paddings})
        self.product = Product(session, window, inspecting)
        toggle = window.drawer.add_page(PAGE, "Example", self.page, with_tab=False)
        slots = {"example-text": toggle, "matrix-product": self.product.toggle}
        self.actions: dict[str, QAction] = build_actions(window, slots, {}, EXAMPLE_ACTIONS)
        window.addActions(list(self.actions.values()))
        self._backs = BackButton(), BackButton()
        self.product.page.add_corner(self._backs[0])
        maps.add_corner(self._backs[1])
        for back in self._backs:
            back.clicked.connect(partial(window.drawer.open, PAGE))
        self.page.done.connect(self.doing.do)
        self.page.example_wanted.connect(self._on_wanted)
        files.session_opening.adopted.connect(self._on_adopted)
        window.drawer.page_changed.connect(self._show_page)
        for changed in (session.pipeline_changed, session.trial_changed, session.picture_changed):
            changed.connect(self.page.draw_again)

    def fill(self, menu: QMenu) -> None:
        """Fills the menu Examples."""
        group = ""
        for example in EXAMPLES:
            if example.group != group:
                group = example.group
                menu.addAction(MenuHeading(group, menu))
            entry = menu.addAction(example.title, partial(self.open, example))
            entry.setStatusTip("Open this example; what is not saved is asked about first")
        menu.addSeparator()
        menu.addActions(list(self.actions.values()))
        menu.menuAction().setVisible(True)

    def open(self, example: Example) -> None:
        """Opens an example; what is not saved is asked about first."""
        self._files.session_opening.open(example.session)

    def _on_wanted(self, name: str) -> None:
        example = example_named(name)
        if example is not None:
            self.open(example)

    def _on_adopted(self, path: Path) -> None:
        """Another session has no text; its own stays until then, whatever is edited."""
        example = example_of(path)
        self.page.show_example(example)
        for back in self._backs:
            back.setVisible(example is not None)
        self.doing.begin(None if example is None else self._session.pipeline)
        if example is not None:
            self._drawer.open(PAGE)

    def _show_page(self, opened: str) -> None:
        self.actions["example-text"].setChecked(opened == PAGE)
        self.actions["matrix-product"].setChecked(opened == PRODUCT)

    def _paddings(self) -> tuple[Table, ...]:
        picture = self._session.picture
        return () if picture is None else paddings(self._session.whole_shown, picture)
