"""How a saved file tells what made it: in XMP the whole pipeline.

ISO 16684-1 (XMP).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.dom import minidom
from xml.parsers.expat import ExpatError

from PIL import Image

from convstudio.imaging.metadata import DECODER_ERRORS
from convstudio.imaging.png_chunks import open_image
from convstudio.imaging.tiff.directory import is_tiff, read_directories

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XMLNS = "http://www.w3.org/2000/xmlns/"
_XMP = "http://ns.adobe.com/xap/1.0/"
_TIFF, _EXIF = "http://ns.adobe.com/tiff/1.0/", "http://ns.adobe.com/exif/1.0/"
_NOTE = "http://ns.adobe.com/xmp/note/"
_OURS = "urn:convstudio:made-by:1"
# What is true of the file that was read alone: the pixels obey its orientation already, and how
# they are stored is for the file that is written to say.
_STALE = (
    {(_XMP, "CreatorTool"), (_NOTE, "HasExtendedXMP")}
    | {(_EXIF, name) for name in ("PixelXDimension", "PixelYDimension")}
    | {
        (_TIFF, name)
        for name in (
            "Orientation", "ImageWidth", "ImageLength", "BitsPerSample", "Compression",
            "PhotometricInterpretation", "SamplesPerPixel", "PlanarConfiguration", "Software",
            "YCbCrSubSampling", "YCbCrPositioning", "XResolution", "YResolution", "ResolutionUnit",
        )
    }
)  # fmt: skip
LARGEST_PACKET = 2 << 20  # bytes that are read of one: deep nests of tags take time and memory
_BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
_END = '<?xpacket end="w"?>'
_EMPTY = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}"/></x:xmpmeta>'
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Formats in which Pillow finds XMP. No pixel is read for it, however many there are.
_FORMATS = ("PNG", "JPEG", "WEBP", "AVIF")
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True)
class Provenance:
    """What made a file.

    Attributes:
        software: the program, its version and the kernel, in a few words.
        pipeline: all of it, as one line of JSON.
        source: the name of the picture that it was made of.
        values: what its samples are, ``shown`` or ``raw``.
        depth: of its samples, as Output names them.
    """

    software: str
    pipeline: str
    source: str = ""
    values: str = ""
    depth: str = ""


def stamped_xmp(xmp: bytes | None, provenance: Provenance, *, whole: bool = True) -> bytes:
    """An XMP packet that names the program and holds the pipeline, with what else the old one says.

    Args:
        xmp: the picture's, of which what would no longer be true is left out; where it cannot be
            read there is a new one.
        whole: whether the pipeline is held, and not only named.
    """
    document = _document(xmp) or minidom.parseString(_EMPTY)  # noqa: S318 - our own
    (rdf, *_) = document.getElementsByTagNameNS(_RDF, "RDF")
    old = [node for node in _elements(rdf) if _name(node) == (_RDF, "Description")]
    about = old[0].getAttributeNS(_RDF, "about") if old else ""
    for description in old:
        _strip(description)
        if _says_nothing(description):
            rdf.removeChild(description)
    entry = document.createElement("rdf:Description")
    entry.setAttribute("xmlns:rdf", _RDF)
    entry.setAttribute("rdf:about", about)
    entry.setAttribute("xmlns:xmp", _XMP)
    entry.setAttribute("xmlns:convstudio", _OURS)
    entry.setAttribute("xmp:CreatorTool", _NO_XML.sub("", provenance.software))
    for name in ("Source", "Values", "Depth"):
        if text := getattr(provenance, name.lower()):
            entry.setAttribute(f"convstudio:{name}", _NO_XML.sub("", text))
    if whole:
        pipeline = document.createElement("convstudio:Pipeline")
        line = json.dumps(json.loads(provenance.pipeline), separators=(",", ":"))  # all ASCII
        pipeline.appendChild(document.createTextNode(line))
        entry.appendChild(pipeline)
    rdf.appendChild(entry)
    root = document.documentElement
    assert root is not None  # noqa: S101 - what was parsed has one
    return f"{_BEGIN}{root.toxml()}{_END}".encode()


def can_be_stamped(xmp: bytes) -> bool:
    """Whether what a packet says goes into the stamped one."""
    return _document(xmp) is not None


def pipeline_text(xmp: bytes | None) -> str | None:
    """The pipeline in an XMP packet, as JSON that nobody has checked; None where there is none."""
    document = _document(xmp)
    return None if document is None else _ours(document, "Pipeline")


def samples_text(xmp: bytes | None) -> tuple[str, str]:
    """``values`` and ``depth`` of a Provenance in an XMP packet, unchecked; empty for none."""
    document = _document(xmp)
    if document is None:
        return "", ""
    return _ours(document, "Values") or "", _ours(document, "Depth") or ""


def _ours(document: minidom.Document, name: str) -> str | None:
    """What we wrote under a name, as an element or as an attribute: other programs change that."""
    for element in document.getElementsByTagNameNS(_OURS, name):
        texts = [node.data for node in element.childNodes if isinstance(node, minidom.Text)]
        return "".join(texts)
    for element in document.getElementsByTagNameNS(_RDF, "Description"):
        if element.hasAttributeNS(_OURS, name):
            return element.getAttributeNS(_OURS, name)
    return None


def xmp_in(path: Path) -> bytes | None:
    """The XMP packet of a file, read without its pixels; None where there is none.

    Raises:
        OSError: it cannot be read.
    """
    if path.exists() and not path.is_file():
        return None  # a pipe would keep its reader for ever
    try:
        with path.open("rb") as file:
            if is_tiff(file.read(4)):
                return read_directories(file, 1)[0].data(700) or None
            file.seek(0)
            with open_image(file, _FORMATS) as image:
                found = image.info.get("xmp")
    except OSError as error:
        if error.errno is not None:
            raise
        return None  # Pillow's: no picture
    except DECODER_ERRORS:
        return None
    return found.encode() if isinstance(found, str) else found


def _document(xmp: bytes | None) -> minidom.Document | None:
    """A packet as XML; None where it is none, or far too large, or names entities of its own."""
    if xmp is None or len(xmp) > LARGEST_PACKET:
        return None
    for encoding in ("utf-8", "utf-16"):
        try:
            text = xmp.decode(encoding).strip("\ufeff\0 \r\n\t")
            if "<!" in text.replace("<!--", ""):  # entities could grow without bounds
                return None
            document = minidom.parseString(text)  # noqa: S318 - it names no entities
        except (ExpatError, ValueError):
            continue
        return document if document.getElementsByTagNameNS(_RDF, "RDF") else None
    return None


def _elements(parent: minidom.Element) -> Iterator[minidom.Element]:
    for node in list(parent.childNodes):
        if isinstance(node, minidom.Element):
            yield node


def _name(node: minidom.Element | minidom.Attr) -> tuple[str, str]:
    return node.namespaceURI or "", node.localName or ""


def _strip(description: minidom.Element) -> None:
    """Takes away what would no longer be true, and what we once wrote ourselves."""
    for attribute in list(description.attributes.values()):
        if _is_stale(_name(attribute)):
            description.removeAttributeNode(attribute)
    for element in _elements(description):
        if _is_stale(_name(element)):
            description.removeChild(element)


def _says_nothing(description: minidom.Element) -> bool:
    names = {_name(attribute) for attribute in description.attributes.values()}
    told = {name for name in names if name[0] != _XMLNS and name != (_RDF, "about")}
    return not told and not any(True for _ in _elements(description))


def _is_stale(name: tuple[str, str]) -> bool:
    return name in _STALE or name[0] == _OURS
