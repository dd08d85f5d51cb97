"""XMP: the packet is kept, and says of the orientation what is true of the pixels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from convstudio.imaging.reading import read_picture

_PIXELS = np.arange(6 * 9 * 3, dtype=np.uint8).reshape(6, 9, 3)


def _packet(more: str = "") -> bytes:
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" '
        f'xmp:CreatorTool="Pencil"{more}</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


_PLAIN = _packet("/>")


def _saved(path: Path, pixels: np.ndarray, packet: bytes) -> Path:
    options: dict[str, object] = {"xmp": packet}
    if path.suffix == ".png":  # where Pillow leaves it to whoever saves
        texts = PngInfo()
        texts.add_itxt("XML:com.adobe.xmp", packet.decode())
        options = {"pnginfo": texts}
    Image.fromarray(pixels).save(path, **options)
    return path


@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "avif"])
def test_the_packet_is_kept_as_found(tmp_path: Path, ending: str) -> None:
    path = _saved(tmp_path / f"a.{ending}", _PIXELS, _PLAIN)
    assert read_picture(path).xmp == _PLAIN


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_the_packet_of_a_tiff_is_kept(tmp_path: Path, kind: type) -> None:
    path = tmp_path / "a.tif"
    tags = [(700, 1, len(_PLAIN), _PLAIN, True)]
    tifffile.imwrite(path, _PIXELS.astype(kind), photometric="rgb", extratags=tags)
    assert read_picture(path).xmp == _PLAIN


@pytest.mark.parametrize("ending", ["png", "jpg", "webp"])
@pytest.mark.parametrize(
    "more",
    [' tiff:Orientation="6"/>', "><tiff:Orientation>6</tiff:Orientation></rdf:Description>"],
    ids=["attribute", "element"],
)
def test_an_orientation_is_obeyed_once_and_then_upright(tmp_path, ending: str, more: str) -> None:
    path = _saved(tmp_path / f"a.{ending}", _PIXELS, _packet(more))
    picture = read_picture(path)
    assert (picture.height, picture.width) == (9, 6)
    assert picture.xmp == _packet(more.replace("6", "1"))
    again = _saved(tmp_path / f"again.{ending}", picture.pixels, picture.xmp or b"")
    assert (read_picture(again).height, read_picture(again).width) == (9, 6)


def test_without_a_packet_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(_PIXELS).save(path)
    assert read_picture(path).xmp is None
