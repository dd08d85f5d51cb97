"""The pages of a TIFF: each a directory in a chain."""

from __future__ import annotations

import struct
from dataclasses import replace

from convstudio.errors import PictureReadError
from convstudio.imaging import decoding, needs
from convstudio.imaging.limits import require_room, require_size
from convstudio.imaging.parts import MOST_PARTS, Contents, Part, index_of
from convstudio.imaging.picture import Picture, kind_in_words
from convstudio.imaging.source import Source
from convstudio.imaging.tiff.directory import Directory, is_tiff, read_directories
from convstudio.imaging.tiff.layout import Layout, read_layout, read_spans, require_plausible
from convstudio.imaging.tiff.reading import is_for_pillow, read_metadata, read_pixels

__all__ = ["contents", "is_tiff", "read"]

_NEW_SUBFILE_TYPE, _REDUCED_OR_MASK = 254, 0b101
_MOST_BITS = 64
_UNREADABLE = (ValueError, EOFError, struct.error)


def read(source: Source, part: str = "") -> Picture:
    """The page of that number; without one the first that is no smaller copy of another.

    Raises:
        PictureReadError: too large, or no such page; else what decoders raise.
    """
    directories = read_directories(source.file, MOST_PARTS)
    index = index_of(part, len(directories), "page", source.name)
    if part == "":
        index = next((k for k, d in enumerate(directories) if not _is_reduced(d)), 0)
    return _read(source, directories[index], index, str(index + 1) if directories[1:] else "")


def _read(source: Source, directory: Directory, index: int, part: str) -> Picture:
    layout = read_layout(directory)
    require_size(layout.width, layout.height, source.name)
    require_plausible(layout)
    if is_for_pillow(layout):
        read_spans(directory, layout)  # libtiff would complain of pieces that are not there
        told = replace(read_metadata(directory), orientation=1)  # Pillow turns pages itself
        return decoding.read_page(source, index, part, told)
    told = read_metadata(directory)
    each = needs.of_tiff(layout, told.orientation)
    require_room((layout.width, layout.height), each.peak, layout.bits * layout.samples, source)
    pixels, has_alpha, profile = read_pixels(directory, layout, told.profile)
    source.watch.check()
    return decoding.finished(source, pixels, has_alpha, told, profile, part)


def contents(source: Source) -> Contents:
    """The pages of a file, from their directories; such as hold no picture are left out."""
    directories = read_directories(source.file, MOST_PARTS)
    several = len(directories) > 1
    parts = []
    for number, directory in enumerate(directories, 1):
        source.watch.check()
        try:
            layout = read_layout(directory)
        except _UNREADABLE:
            continue
        reduced = _is_reduced(directory)
        label = f"Page {number}" if several else "Picture"
        name = str(number) if several else ""
        parts.append(Part(name, label, layout.width, layout.height, _kind(layout), reduced))
    if not parts:
        raise PictureReadError(f"“{source.name}” is a TIFF without a picture.")
    parts.sort(key=lambda part: part.reduced)  # what is read where none is asked for comes first
    return Contents("TIFF", tuple(parts), source.size)


def _is_reduced(directory: Directory) -> bool:
    try:
        return bool(directory.number(_NEW_SUBFILE_TYPE, 0) & _REDUCED_OR_MASK)
    except _UNREADABLE:
        return False


def _kind(layout: Layout) -> str:
    """As ``Picture.kind``, as far as the directory tells."""
    if layout.colours == 0 or layout.bits > _MOST_BITS:
        return ""
    each = needs.of_tiff(layout, 1)
    colours = 1 if each.samples - each.has_alpha == 1 else 3
    return kind_in_words(each.depth, colours, each.has_alpha)
