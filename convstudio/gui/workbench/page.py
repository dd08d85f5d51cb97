"""What the pages that make kernels share: a column that scrolls, a head, and their words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from convstudio.gui.kernel_picture import KernelPicture
from convstudio.gui.panels.fields import NumberField
from convstudio.gui.panels.form import muted_label, new_row
from convstudio.kernel.kernel import MAX_SIZE, Kernel, Pair

_MARGIN = 16
_PICTURE = 96  # pixels


def scrolling_column(page: QWidget) -> QVBoxLayout:
    """A column for the page's widgets that scrolls when the window is low."""
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setContentsMargins(_MARGIN, 8, _MARGIN, 8)
    column.setSpacing(6)
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    outer = QVBoxLayout(page)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.addWidget(area)
    return column


class KernelHead(QWidget):
    """A kernel's picture, and beside it its name, what it does and where it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.picture = KernelPicture(_PICTURE)
        self.name = muted_label("The kernel's name and size", lines=2)
        self.name.setProperty("role", "heading")
        self.words = muted_label("What the kernel does", lines=4)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.name)
        texts.addWidget(self.words, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(12)
        row.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)

    def show_kernel(self, kernel: Kernel | None, name: str, words: str) -> None:
        """Shows a kernel and what is said of it."""
        self.picture.show_kernel(kernel)
        size = f" · {kernel.size_text}" if kernel else ""
        self.name.setText(f"{name}{size}")
        self.words.setText(words)


class SizeFields(QWidget):
    """Rows × columns."""

    def __init__(self) -> None:
        super().__init__()
        tip = f"{{}} of the kernel, from 1 to {MAX_SIZE}; odd numbers have a centre."
        self.rows = NumberField("Rows", tip.format("Rows"), step=2, minimum=1, maximum=MAX_SIZE)
        self.columns = NumberField(
            "Columns", tip.format("Columns"), step=2, minimum=1, maximum=MAX_SIZE
        )
        row = new_row(self)
        row.addWidget(self.rows, 1)
        row.addWidget(QLabel("×"))
        row.addWidget(self.columns, 1)

    def show_size(self, size: Pair) -> None:
        """Shows the size in force."""
        self.rows.show_value(size[0])
        self.columns.show_value(size[1])
