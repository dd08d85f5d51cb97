"""What a format can hold of a picture: what is written of it, and what is left out and told."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate

from convstudio.errors import PictureWriteError
from convstudio.imaging import memory
from convstudio.imaging.arrays.table import MOST_ROWS, MOST_SAMPLES
from convstudio.imaging.captions import COMMENT, NO_CAPTIONS, Captions, Texts
from convstudio.imaging.encoders import jpeg, webp
from convstudio.imaging.encoders.encoder import Sheet
from convstudio.imaging.exif import stamped_exif
from convstudio.imaging.output import Output
from convstudio.imaging.provenance import (
    LARGEST_PACKET,
    Provenance,
    can_be_stamped,
    stamped_xmp,
)

_LARGEST_SIDE = {"JPEG": jpeg.LARGEST_SIDE, "WebP": webp.LARGEST_SIDE}
_LARGEST_EXIF = jpeg.LARGEST_SEGMENT
_LARGEST_XMP = jpeg.LARGEST_SEGMENT - len(jpeg.XMP_HEADER)
_PACKET = "Programs read no more than 2 MB"
_LARGEST_RESOURCES = 4 << 20  # of a PNG, twice as much in hexadecimals
_MOST_TEXT = 16 << 20  # bytes of a PNG: Pillow opens none with 64 MB of texts
_LARGEST_PNG_PROFILE = 1 << 20  # what is larger Pillow takes for an attack
_XMP_ELSEWHERE = b"HasExtendedXMP"
# Formats with a place for IPTC and its like, for a comment, for texts under keywords.
_HOLD_RESOURCES, _HOLD_COMMENTS, _HOLD_TEXTS = ("PNG", "JPEG", "TIFF"), ("PNG", "JPEG"), ("PNG",)
_NAMED = 5  # of the texts that are left out
_LARGEST_PROFILE = 255 * (jpeg.LARGEST_SEGMENT - 14)


def fitted(
    sheet: Sheet, output: Output, provenance: Provenance | None = None
) -> tuple[Sheet, tuple[str, ...]]:
    """The sheet as the format can hold it, and a sentence for each thing that it cannot.

    Args:
        sheet: with the metadata of the picture.
        provenance: what made it; written into the metadata where the format has any.

    Raises:
        PictureWriteError: the format has no such sizes, or there is too little memory for it.
    """
    require_fit(sheet, output)
    if (numbers := _NUMBERS_ALONE.get(output.format)) is not None:
        return numbers(sheet)
    losses: list[str] = []
    if sheet.xmp is not None and _XMP_ELSEWHERE in sheet.xmp:
        losses.append("XMP that the picture's file holds in further pieces is left out.")
    if provenance is not None:
        if sheet.xmp is not None and not can_be_stamped(sheet.xmp):
            losses.append("The picture's XMP is left out: it is broken, or above 2 MB.")
        sheet = _stamped(sheet, provenance)
        if len(sheet.xmp or b"") > LARGEST_PACKET:
            sheet, loss = _smaller_xmp(sheet, provenance, LARGEST_PACKET, _PACKET)
            losses.append(loss)
    if sheet.has_alpha and not output.kind.alpha:
        losses.append(f"{output.format} has no transparency: it is laid on white.")
        sheet = replace(sheet, samples=sheet.samples - 1, has_alpha=False)
    if output.format == "WebP" and sheet.profile is not None and sheet.samples < 3:
        losses.append("WebP holds gray as RGB: the colour profile, for gray, is left out.")
        sheet = replace(sheet, profile=None)
    if output.format == "PNG" and len(sheet.profile or b"") > _LARGEST_PNG_PROFILE:
        losses.append("Programs open no PNG with a colour profile above 1 MB: it is left out.")
        sheet = replace(sheet, profile=None)
    if output.format == "JPEG":
        sheet, left_out = _within_segments(sheet, provenance)
        losses += left_out
    sheet, left_out = _with_captions(sheet, output.format)
    return sheet, (*losses, *left_out)


def require_fit(sheet: Sheet, output: Output) -> None:
    """
    Raises:
        PictureWriteError: as of ``fitted``.
    """
    if not output.kind.colours:
        _require_one_number(sheet, output)
    most = _LARGEST_SIDE.get(output.format)
    size = f"{sheet.width} × {sheet.height} pixels"
    if most is not None and max(sheet.width, sheet.height) > most:
        raise PictureWriteError(
            f"{size} are too many for {output.format}, which allows {most} a side.",
            hint="Save it as PNG or TIFF.",
        )
    needed = sheet.width * sheet.height * webp.NEEDS
    if output.format == "WebP" and needed > (room := memory.room()):
        raise PictureWriteError(
            f"{size} are too many for WebP here: its encoder would need about "
            f"{memory.in_words(needed)} of memory, of which {memory.in_words(room)} are free.",
            hint="Save it as PNG or TIFF, which are written piece by piece.",
        )


def _require_one_number(sheet: Sheet, output: Output) -> None:
    """A table has a cell for each pixel, and no more of them than are read again."""
    samples = sheet.samples - sheet.has_alpha
    if samples > 1:
        instead = "or choose one channel, such as luminance, or one of several maps"
        if not output.raw:
            instead = "or choose the raw numbers of one channel, such as luminance, or a gray tone"
        raise PictureWriteError(
            f"{output.format} holds one number a pixel, and here are {samples}.",
            hint=f"Save it as NPY or TIFF, {instead}.",
        )
    most = MOST_SAMPLES if 1 in (sheet.width, sheet.height) else MOST_ROWS
    if max(sheet.width, sheet.height) > most:
        raise PictureWriteError(
            f"{sheet.width} × {sheet.height} numbers are too many for {output.format}, which "
            f"is read again with {most:,} a side.",
            hint="Save it as NPY or TIFF.",
        )


def _table(sheet: Sheet) -> tuple[Sheet, tuple[str, ...]]:
    """Numbers without metadata; alpha, which the encoder leaves out, changes none of them."""
    bare, left_out = _bare(sheet, "A table")
    losses = ["CSV has no transparency: it is left out."] if sheet.has_alpha else []
    long = sheet.height == 1 and sheet.width > MOST_ROWS
    if long and not sheet.column:
        losses.append(f"A row of more than {MOST_ROWS:,} numbers is written as a column.")
    column = sheet.height == 1 and (sheet.column or long)
    return replace(bare, column=column), (*losses, *left_out)


def _array(sheet: Sheet) -> tuple[Sheet, tuple[str, ...]]:
    return _bare(sheet, "A NumPy array")


_NUMBERS_ALONE = {"NPY": _array, "CSV": _table}


def _bare(sheet: Sheet, what: str) -> tuple[Sheet, tuple[str, ...]]:
    """Without metadata, which is told of what is written."""
    held = {
        "colour profile": sheet.profile,
        "EXIF": sheet.exif,
        "XMP": sheet.xmp,
        "resolution": sheet.resolution,
        "IPTC": sheet.captions.resources or None,
        "texts": sheet.captions.texts or None,
    }
    names = [name for name, value in held.items() if value is not None]
    bare = replace(sheet, profile=None, exif=None, xmp=None, resolution=None, captions=NO_CAPTIONS)
    if not names:
        return bare, ()
    told = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    return bare, (f"{what} holds numbers alone, and nothing of these: {told}.",)


def _stamped(sheet: Sheet, provenance: Provenance) -> Sheet:
    size = sheet.width, sheet.height
    return replace(
        sheet,
        exif=stamped_exif(sheet.exif, provenance.software, size, sheet.resolution),
        xmp=stamped_xmp(sheet.xmp, provenance),
        software=provenance.software,
    )


def _within_segments(sheet: Sheet, provenance: Provenance | None) -> tuple[Sheet, list[str]]:
    """What JPEG can hold: no segment has more than 64 KB, and a profile no more than 255."""
    losses: list[str] = []
    if sheet.exif is not None and len(sheet.exif) > _LARGEST_EXIF:
        losses.append("JPEG holds no more than 64 KB of EXIF data: it is left out.")
        sheet = replace(sheet, exif=None)
        if provenance is not None:
            size = sheet.width, sheet.height
            exif = stamped_exif(None, provenance.software, size, sheet.resolution)
            sheet = replace(sheet, exif=exif)
    if sheet.profile is not None and len(sheet.profile) > _LARGEST_PROFILE:
        losses.append("JPEG holds no colour profile of that size: it is left out.")
        sheet = replace(sheet, profile=None)
    if sheet.xmp is not None and len(sheet.xmp) > _LARGEST_XMP:
        sheet, loss = _smaller_xmp(sheet, provenance, _LARGEST_XMP, "JPEG holds no more than 64 KB")
        losses.append(loss)
    return sheet, losses


def _smaller_xmp(
    sheet: Sheet, provenance: Provenance | None, most: int, held: str
) -> tuple[Sheet, str]:
    """The pipeline before what the picture brought along, and at the least its name.

    Args:
        most: so many bytes there may be.
        held: the same in words that begin a sentence.
    """
    if provenance is None:
        return replace(sheet, xmp=None), f"{held} of XMP: it is left out."
    alone = stamped_xmp(None, provenance)
    if len(alone) <= most:
        return replace(sheet, xmp=alone), f"{held} of XMP: the picture's own is left out."
    named = stamped_xmp(None, provenance, whole=False)
    told = f"{held} of XMP: the pipeline is named in it, but not told whole."
    return replace(sheet, xmp=named), told


def _with_captions(sheet: Sheet, name: str) -> tuple[Sheet, list[str]]:
    """What people wrote on the picture, as far as a format of that name has a place for it."""
    losses: list[str] = []
    found = sheet.captions
    resources, texts = found.resources, found.texts
    told = "IPTC" if found.iptc is not None else "Photoshop's copyright mark"
    if resources and name not in _HOLD_RESOURCES:
        losses.append(f"{name} has no place for {told}: it is left out.")
        resources = ()
    if resources and len(found.packed) > _LARGEST_RESOURCES:
        losses.append(f"{told} of {len(found.packed):,} bytes is too much: it is left out.")
        resources = ()
    if found.comments and name not in _HOLD_COMMENTS:
        losses.append(f"{name} has no place for comments: the picture's is left out.")
        texts = tuple(pair for pair in texts if pair[0] != COMMENT)
    if found.keywords and name not in _HOLD_TEXTS:
        losses.append(f"{name} has no place for texts; left out: {_named(found.keywords)}.")
        texts = tuple(pair for pair in texts if pair[0] == COMMENT)
    texts, short = _short(texts, name)
    return replace(sheet, captions=Captions(resources, texts)), losses + short


def _named(keywords: tuple[str, ...]) -> str:
    """The first of them, and how many more there are."""
    more = len(keywords) - _NAMED
    return ", ".join((*keywords[:_NAMED], *([f"{more:,} more"] * (more > 0))))


def _short(texts: Texts, name: str) -> tuple[Texts, list[str]]:
    """Those of the texts that are not too long."""
    if name == "JPEG":
        kept = tuple(pair for pair in texts if len(pair[1].encode()) <= jpeg.LARGEST_SEGMENT)
        lost = ["JPEG holds no comment above 64 KB: it is left out."]
    else:
        sizes = accumulate(len(text.encode()) for _, text in texts)
        kept = tuple(pair for pair, size in zip(texts, sizes, strict=True) if size <= _MOST_TEXT)
        lost = ["Texts of more than 16 MB are left out: programs would not open the PNG."]
    return kept, lost if len(kept) < len(texts) else []
