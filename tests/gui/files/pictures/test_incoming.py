"""What drops and clipboards of other programs hold."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QByteArray, QMimeData, QUrl
from PySide6.QtGui import QImage

from convstudio.gui.files.pictures.incoming import incoming, may_hold_picture


def png() -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.arange(12, dtype=np.uint8).reshape(3, 4)).save(buffer, "PNG")
    return buffer.getvalue()


def urls(*addresses: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl(address) for address in addresses])
    return data


def text(words: str) -> QMimeData:
    data = QMimeData()
    data.setText(words)
    return data


def test_files_come_in_their_order() -> None:
    came = incoming(urls("file:///a/b%20c.png", "file:///d.tif"))
    assert came.paths == (Path("/a/b c.png"), Path("/d.tif"))


def test_a_file_counts_more_than_the_picture_beside_it() -> None:
    data = urls("file:///a.png")
    data.setImageData(QImage(2, 2, QImage.Format.Format_RGB32))
    assert incoming(data).paths == (Path("/a.png"),)


def test_of_a_browser_the_picture_is_taken_and_not_its_address() -> None:
    data = urls("https://example.org/cat.png")
    data.setData("image/png", QByteArray(png()))
    came = incoming(data)
    assert came.encoded == (png(), "png")
    assert came.address == ""


def test_png_is_taken_before_jpeg() -> None:
    data = QMimeData()
    data.setData("image/jpeg", QByteArray(b"lossy"))
    data.setData("image/png", QByteArray(b"exact"))
    assert incoming(data).encoded == (b"exact", "png")


def test_a_bitmap_is_an_image() -> None:
    data = QMimeData()
    data.setImageData(QImage(2, 3, QImage.Format.Format_RGB32))
    image = incoming(data).image
    assert image is not None
    assert (image.width(), image.height()) == (2, 3)


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ("/tmp/a.png", Path("/tmp/a.png")),  # noqa: S108 - nothing is written there
        ("  '/tmp/a b.png'\n", Path("/tmp/a b.png")),  # noqa: S108
        ("file:///a%20b.png", Path("/a b.png")),
        ("~/a.png", Path.home() / "a.png"),
    ],
)
def test_a_text_may_be_the_address_of_a_file(words: str, path: Path) -> None:
    assert incoming(text(words)).paths == (path,)
    assert may_hold_picture(text(words))


@pytest.mark.parametrize("words", ["1 2 1", "a.png", "// comment", "/a\n/b", "", "/" + "a" * 5000])
def test_other_texts_are_no_addresses(words: str) -> None:
    came = incoming(text(words))
    assert came.paths == ()
    assert came.address == ""
    assert len(came.text) <= 60
    assert not may_hold_picture(text(words))


def test_an_address_elsewhere_is_told() -> None:
    assert incoming(urls("https://example.org/cat.png")).address == "https://example.org/cat.png"
    assert incoming(text("https://example.org/cat.png")).address == "https://example.org/cat.png"


def test_a_picture_in_its_own_address_is_decoded() -> None:
    address = "data:image/png;base64," + base64.b64encode(png()).decode()
    assert incoming(text(address)).encoded == (png(), "png")
    assert incoming(urls(address)).encoded == (png(), "png")


@pytest.mark.parametrize(
    "address", ["data:image/png;base64,abc", "data:text/html,x", "data:image/png", "data:,"]
)
def test_a_broken_one_is_none(address: str) -> None:
    came = incoming(text(address))
    assert came.encoded is None
    assert came.text.startswith("data:")


def test_nothing_holds_nothing() -> None:
    came = incoming(QMimeData())
    assert (came.paths, came.encoded, came.image, came.address, came.text) == (
        (), None, None, "", "",
    )  # fmt: skip
