"""What the program is, its version and licences."""

from __future__ import annotations

from importlib.metadata import version

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def show_about(window: QWidget) -> None:
    """Opens the box over a window."""
    box = QMessageBox(window)
    box.setWindowTitle("About ConvStudio")
    box.setText(f"ConvStudio {version('convstudio')}")
    box.setInformativeText(
        "A desktop studio for convolution kernels. MIT licence.\n\n"
        "Sample photographs: “coffee” by Rachel Michetti and “camera” by Lav Varshney, both "
        "CC0; “astronaut” by NASA, in the public domain."
    )
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
