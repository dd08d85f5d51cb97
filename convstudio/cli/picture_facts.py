"""What is known of a picture file, by plain names: the same for people and as JSON."""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PIL import ExifTags, Image, ImageCms

from convstudio.cli.pictures import INPUT, STREAM, picture_from
from convstudio.cli.pipeline_source import pipeline_in_picture
from convstudio.cli.telling import tell
from convstudio.errors import PipelineFileError
from convstudio.imaging.contents import contents_of
from convstudio.imaging.metadata import DECODER_ERRORS
from convstudio.imaging.picture import Picture
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.storage.stamp import samples_in

_LONGEST = 200  # characters of a text that somebody wrote into a file
# What is told of an EXIF block, by the standard's own names; and whether it tells a place.
_TAGS = (
    "Make",
    "Model",
    "LensModel",
    "DateTimeOriginal",
    "DateTime",
    "ExposureTime",
    "FNumber",
    "ISOSpeedRatings",
    "FocalLength",
    "ImageDescription",
    "Artist",
    "Copyright",
    "Software",
)
PLACE = "GPSInfo"


def facts_of(text: str, part: str = "") -> dict[str, Any]:
    """All that is known of a picture, which is decoded for it.

    Args:
        text: a file, or ``-`` for standard input.
        part: which page, frame or array.

    Raises:
        PictureReadError: it cannot be read, is no picture or broken.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what is odd in the metadata, the facts tell
        return _facts(text, part)


def _facts(text: str, part: str) -> dict[str, Any]:
    picture = picture_from(text, part)
    from_file = text != STREAM
    contents = contents_of(Path(text)) if from_file else None
    pipeline = _pipeline_of(Path(text)) if from_file else None
    samples = samples_in(picture.xmp)
    return {
        "file": text if from_file else INPUT,
        "format": contents.format if contents else "",
        "bytes": Path(text).stat().st_size if from_file else None,
        "part": picture.part,
        "width": picture.width,
        "height": picture.height,
        "kind": picture.kind,
        "values": _values(picture),
        "resolution": list(picture.resolution) if picture.resolution else None,
        "profile": _profile_name(picture.icc_profile),
        "exif": _exif(picture.exif),
        "xmp": len(picture.xmp) if picture.xmp else 0,
        "iptc": len(picture.captions.iptc) if picture.captions.iptc else 0,
        "texts": [[_plain(name), _plain(text)] for name, text in picture.captions.texts],
        "made_by": _in_words(pipeline, samples) if pipeline else "",
        "samples": samples,
        "pipeline": _as_object(pipeline) if pipeline else None,
        "parts": [
            {
                "name": one.name,
                "label": one.label,
                "width": one.width,
                "height": one.height,
                "kind": one.kind,
            }
            for one in (contents.parts if contents else ())
        ],
    }


def _pipeline_of(path: Path) -> Pipeline | None:
    """The pipeline that made a picture; what is wrong with it is told, and costs nothing else."""
    try:
        return pipeline_in_picture(path)
    except PipelineFileError as error:
        tell(error)
        return None


def _as_object(pipeline: Pipeline) -> object:
    from convstudio.pipeline.storage.pipeline_file import pipeline_line  # noqa: PLC0415

    return json.loads(pipeline_line(pipeline))


def _in_words(pipeline: Pipeline, samples: str) -> str:
    """The layers, and the tone that raw numbers never saw: “Sobel x 3×3, tone signed”."""
    layers = ", ".join(layer.title for layer in pipeline.active)
    if pipeline.map is not None:
        layers += f", map {pipeline.map + 1}"
    return layers if samples.startswith("raw") else f"{layers}, tone {pipeline.tone.mode}"


def _values(picture: Picture) -> tuple[float | None, float | None]:
    """The least and the greatest finite sample of the colours."""
    colour = picture.colour
    if colour.dtype.kind == "f":
        colour = colour[np.isfinite(colour)]
    return (float(colour.min()), float(colour.max())) if colour.size else (None, None)


def _profile_name(profile: bytes | None) -> str:
    """What a colour profile calls itself."""
    if profile is None:
        return ""
    try:
        name = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile)))
    except (*DECODER_ERRORS, ImageCms.PyCMSError):
        return f"one of {len(profile):,} bytes that cannot be read"
    return _plain(name) or "one without a name"


def _exif(block: bytes | None) -> dict[str, str]:
    """What people look for in an EXIF block, in words."""
    if block is None:
        return {}
    try:
        exif = Image.Exif()
        exif.load(block)
        tags: dict[int, object] = {**exif, **exif.get_ifd(ExifTags.IFD.Exif)}
        place = bool(exif.get_ifd(ExifTags.IFD.GPSInfo))
    except DECODER_ERRORS:
        return {"EXIF": f"{len(block):,} bytes that cannot be read"}
    named = {ExifTags.TAGS.get(tag, ""): value for tag, value in tags.items()}
    found = {name: _value(named, name) for name in _TAGS if name in named}
    if place:
        found[PLACE] = "told"
    return {name: text for name, text in found.items() if text}


def _value(tags: Mapping[str, object], name: str) -> str:
    """One tag as a photographer writes it."""
    value = tags[name]
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, ZeroDivisionError):
        return _plain(_text(value))
    if name == "ExposureTime":
        return f"1/{1 / number:.0f} s" if 0 < number < 0.3 else f"{number:g} s"
    before, after = {"FNumber": ("f/", ""), "FocalLength": ("", " mm")}.get(name, ("", ""))
    return f"{before}{number:g}{after}"


def _text(value: object) -> str:
    """As the people wrote it: UTF-8 where it is any, which Pillow takes for Latin-1."""
    try:
        data = value if isinstance(value, bytes) else str(value).encode("latin-1")
        return data.decode("utf-8")
    except UnicodeError:
        return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _plain(text: str) -> str:
    """One line without what would move a terminal's cursor."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(shown.split())[:_LONGEST]
