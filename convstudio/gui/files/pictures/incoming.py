"""What a drop or the clipboard holds that may become a picture, whoever put it there."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

from convstudio.errors import PictureReadError

# Encoded pictures, those first that lose nothing: they keep depth, transparency and profile.
_ENCODED = {
    "image/png": "png",
    "image/tiff": "tif",
    "image/webp": "webp",
    "image/bmp": "bmp",
    "image/jpeg": "jpg",
    "image/gif": "gif",
}
_LONGEST_ADDRESS = 4096  # characters: PATH_MAX of Linux
_QUOTED = 60  # characters of a text that a message quotes


@dataclass(frozen=True, eq=False)
class Incoming:
    """What came, the first of these that is there being meant.

    Attributes:
        paths: files and folders of this computer.
        encoded: a picture as a file would hold it, and the name of its format's ending.
        image: a picture as pixels.
        address: of something elsewhere.
        text: the beginning of what else is there.
    """

    paths: tuple[Path, ...] = ()
    encoded: tuple[bytes, str] | None = None
    image: QImage | None = None
    address: str = ""
    text: str = ""


def incoming(data: QMimeData) -> Incoming:
    """What a drop or the clipboard holds; its memory is not needed afterwards.

    A browser sends a picture's address along with the picture: then the picture is meant.
    """
    urls = data.urls() if data.hasUrls() else []
    text = data.text() if data.hasText() else ""
    paths = _local(urls) or _named(text)
    if paths:
        return Incoming(paths)
    encoded = _encoded(data)
    if encoded is not None:
        return Incoming(encoded=encoded)
    if data.hasImage():
        image = data.imageData()
        if isinstance(image, QImage) and not image.isNull():
            return Incoming(image=image)
    address = urls[0].toString() if urls else text.strip()
    inline = _inline(address)
    if inline is not None:
        return Incoming(encoded=inline)
    if urls or address.startswith(("http://", "https://", "ftp://")):
        return Incoming(address=_shortened(address))
    return Incoming(text=_shortened(text))


def may_hold_picture(data: QMimeData) -> bool:
    """Whether it is worth letting go of it over the window."""
    if data.hasUrls() or data.hasImage() or any(data.hasFormat(name) for name in _ENCODED):
        return True
    return data.hasText() and bool(_named(data.text()))


def refusal(came: Incoming, source: str) -> PictureReadError:
    """Why what came cannot be opened."""
    if came.address:
        return PictureReadError(
            f"“{came.address}” is no file on this computer.",
            hint="Save the picture first, then open the file; or copy the picture itself.",
        )
    found = f" but the text “{came.text}”" if came.text else ""
    return PictureReadError(
        f"{source} holds no picture{found}.",
        hint="A picture is wanted, a file, or the address of a file on this computer. "
        "Kernel ▸ Paste kernel takes numbers.",
    )


def _local(urls: list[QUrl]) -> tuple[Path, ...]:
    return tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())


def _named(text: str) -> tuple[Path, ...]:
    """The file that a text is the address of, as file managers and terminals copy it."""
    line = text.strip()
    if len(line) > 1 and line[0] == line[-1] and line[0] in "'\"":
        line = line[1:-1]
    if not line or len(line) > _LONGEST_ADDRESS or not line.isprintable():
        return ()
    if line.startswith("file:"):
        return _local([QUrl(line)])
    if line.startswith("~/"):
        return (Path.home() / line[2:],)
    path = Path(line)
    return (path,) if path.is_absolute() and not line.startswith("//") else ()


def _encoded(data: QMimeData) -> tuple[bytes, str] | None:
    for name, ending in _ENCODED.items():
        if data.hasFormat(name):
            found = bytes(data.data(name).data())
            if found:
                return found, ending
    return None


def _inline(address: str) -> tuple[bytes, str] | None:
    """The picture that an address holds in itself: ``data:image/png;base64,…``."""
    head, comma, body = address.partition(",")
    kind, *options = head.removeprefix("data:").split(";")
    if not comma or not head.startswith("data:") or kind not in _ENCODED:
        return None
    found = unquote_to_bytes(body)
    if "base64" in options:
        try:
            found = base64.b64decode(found)
        except binascii.Error:
            return None
    return found, _ENCODED[kind]


def _shortened(text: str) -> str:
    """The first line, or as much of it as a message quotes."""
    line = " ".join(text[: 4 * _QUOTED].split())
    return line if len(line) <= _QUOTED else f"{line[: _QUOTED - 1]}…"
