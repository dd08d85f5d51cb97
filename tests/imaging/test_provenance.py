"""What a file says of what made it, beside what it said before."""

from __future__ import annotations

import json
import os
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from convstudio.imaging.provenance import Provenance, pipeline_text, stamped_xmp, xmp_in

_MADE = Provenance("ConvStudio 1.0: blur & “more” <x>", '{"weights":[1,2]}', "photo.jpg")
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_XMP, _TIFF = "{http://ns.adobe.com/xap/1.0/}", "{http://ns.adobe.com/tiff/1.0/}"
_OURS = "{urn:convstudio:made-by:1}"
_PHOTO = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Adobe XMP Core 5.6">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <!-- a note -->
  <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:exif="http://ns.adobe.com/exif/1.0/"
    xmp:CreatorTool="Camera 7" xmp:Rating="4" tiff:Orientation="6" tiff:Make="Maker">
   <tiff:ImageWidth>6000</tiff:ImageWidth>
   <exif:PixelXDimension>6000</exif:PixelXDimension>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">Döner &amp; Bier</rdf:li></rdf:Alt></dc:title>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


def _fields(xmp: bytes) -> dict[str, str]:
    """The attributes and elements of all descriptions, by their names in their namespaces."""
    found: dict[str, str] = {}
    for description in ElementTree.fromstring(xmp).iter(f"{_RDF}Description"):  # noqa: S314
        found |= description.attrib
        for child in description:
            assert child.tag not in found
            found[child.tag] = "".join(child.itertext()).strip()
    return found


def test_a_new_packet_names_the_program_and_holds_the_pipeline() -> None:
    packet = stamped_xmp(None, _MADE)
    fields = _fields(packet)
    assert fields[f"{_XMP}CreatorTool"] == _MADE.software
    assert fields[f"{_OURS}Source"] == "photo.jpg"
    assert json.loads(fields[f"{_OURS}Pipeline"]) == {"weights": [1, 2]}
    assert packet.startswith('<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'.encode())
    assert packet.endswith(b'<?xpacket end="w"?>')


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_what_the_old_packet_says_is_kept_but_for_what_is_no_longer_true(encoding: str) -> None:
    fields = _fields(stamped_xmp(_PHOTO.encode(encoding), _MADE))
    assert fields[f"{_XMP}Rating"] == "4"
    assert fields[f"{_TIFF}Make"] == "Maker"
    assert fields["{http://purl.org/dc/elements/1.1/}title"] == "Döner & Bier"
    assert fields[f"{_XMP}CreatorTool"] == _MADE.software
    assert not {f"{_TIFF}Orientation", f"{_TIFF}ImageWidth"} & set(fields)
    assert not any("PixelXDimension" in name for name in fields)


def test_a_second_stamp_takes_the_place_of_the_first() -> None:
    first = stamped_xmp(_PHOTO.encode(), _MADE)
    second = stamped_xmp(first, Provenance("ConvStudio 2.0: sobel", "[3]"))
    assert pipeline_text(second) == "[3]"
    assert second.count(b"convstudio:Pipeline>") == 2
    assert b"photo.jpg" not in second
    assert len(stamped_xmp(second, _MADE)) < len(first) + 200  # it does not grow


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"no xml",
        b"<x/>",
        _PHOTO.encode()[:300],
        b"\xff\xfe\xff",
        b'<!DOCTYPE x [<!ENTITY a "b">]><x:xmpmeta xmlns:x="adobe:ns:meta/"/>',
    ],
)
def test_a_packet_that_cannot_be_read_makes_way_for_a_new_one(broken: bytes) -> None:
    assert pipeline_text(broken) is None
    assert pipeline_text(stamped_xmp(broken, _MADE)) == _MADE.pipeline


def test_entities_that_would_grow_are_not_looked_at() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    for name, inner in zip("bcdefghij", "abcdefghi", strict=True):
        bomb += f'<!ENTITY {name} "{f"&{inner};" * 10}">'
    bomb += f"]>{_PHOTO.replace('Camera 7', '&j;')}"
    assert pipeline_text(bomb.encode()) is None
    assert len(stamped_xmp(bomb.encode(), _MADE)) < 2000


@given(st.text(), st.text())
def test_any_names_come_back(software: str, text: str) -> None:
    packet = stamped_xmp(None, Provenance(software, json.dumps([text]), text))
    assert json.loads(pipeline_text(packet) or "") == [text]
    assert _fields(packet)


def test_the_pipeline_is_found_where_other_programs_put_it() -> None:
    made = stamped_xmp(None, Provenance("x", "[7]")).decode()
    moved = made.replace("<convstudio:Pipeline>[7]</convstudio:Pipeline>", "")
    moved = moved.replace("xmp:CreatorTool", 'convstudio:Pipeline="[7]" xmp:CreatorTool')
    assert pipeline_text(moved.encode()) == "[7]"


def test_files_without_xmp_have_none(tmp_path: Path) -> None:
    for name in ("a.png", "a.jpg", "a.webp", "a.tif", "a.bmp"):
        Image.new("L", (3, 3)).save(tmp_path / name)
        assert xmp_in(tmp_path / name) is None
    os.mkfifo(tmp_path / "pipe")
    assert xmp_in(tmp_path / "pipe") is None
    assert xmp_in(tmp_path) is None
    (tmp_path / "a.txt").write_bytes(b"II*\0")
    assert xmp_in(tmp_path / "a.txt") is None
    with pytest.raises(FileNotFoundError):
        xmp_in(tmp_path / "none.png")
