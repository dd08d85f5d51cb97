"""Names of outputs: a template such as ``{stem}-{kernel}.png`` filled in for each picture."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from convstudio.errors import ArgumentValueError
from convstudio.imaging.output import (
    FORMATS,
    SEVERAL,
    Kept,
    Output,
    format_for,
    format_named,
    format_of_several,
)
from convstudio.imaging.own_depth import own_depth
from convstudio.pipeline.pipeline import Bank, Convolution, LocallyConnected, Pipeline

DEFAULT_TEMPLATE = "{stem}-{kernel}.png"
FIELDS = {
    "stem": "the picture's name without its ending",
    "kernel": "the name of the last kernel, or of its layer, as words for file names",
    "folder": "the name of the picture's folder",
    "ending": "the picture's own ending, with its point",
    "part": "the page, frame or array of its file; empty where there is one alone",
    "number": "its place in the batch, from 1; {number:04} fills up with zeros",
    "map": "the map's number from 1, where a layer makes several: each is saved",
}
_COLOURLESS = {end for known in FORMATS if not known.colours for end in known.endings}
_WITH_KERNELS = (Convolution, Bank, LocallyConnected)
_LONGEST_WORD = 80  # characters of a kernel's name: a file's may have 255 bytes
_LONGEST_TEMPLATE = 255
_WIDEST_NUMBER = 12
_BETWEEN_PARTS = "-"
_LONGEST_NAME = 255  # bytes, in most file systems
_ROOM = 15  # of them for numbers: of the second output of a name, of files under way
_MARK = 8  # hexadecimal digits that stand for what was left out of a stem


@dataclass(frozen=True)
class Place:
    """What a name is made of.

    Attributes:
        source: the picture's file.
        part: which page, frame or array of it.
        number: its place in the batch, from 1.
        map: which of the layer's maps, as the name has it.
    """

    source: Path
    part: str = ""
    number: int = 1
    map: str = "1"


def kernel_word(pipeline: Pipeline) -> str:
    """The last kernel's name as a word for file names, ``sobel-x``; or that of its layer.

    That is the layer whose maps are saved, or the one that made what it pools or combines.
    """
    layers = pipeline.active
    last = next((one for one in reversed(layers) if isinstance(one, _WITH_KERNELS)), None)
    name = (last or layers[-1]).title
    if isinstance(last, Convolution):
        name = last.name or last.kernel.name
    letters = "".join(c if c.isalnum() else " " for c in name.lower())
    return "-".join(letters.split())[:_LONGEST_WORD].rstrip("-") or "map"


def names_map(template: str) -> bool:
    """Whether each of a layer's maps gets a name of its own."""
    return any(field == "map" for _, field, _, _ in Formatter().parse(template))


def checked_template(text: str, kept: Kept = "one") -> str:
    """The template, if every field of it is known and it names a file that can be saved.

    Args:
        kept: what is saved where a layer makes several maps.

    Raises:
        ArgumentValueError: it is no such template; says which part.
        PictureWriteError: its ending names no format that can be saved.
    """
    text = text.strip()
    if not text or text in (".", ".."):
        raise _refused(text or "nothing", "a file name such as " + DEFAULT_TEMPLATE)
    if len(text) > _LONGEST_TEMPLATE:
        raise _refused(f"one of {len(text):,}", f"at most {_LONGEST_TEMPLATE} characters long")
    if any(sign in text for sign in ("/", "\0", "\n", os.sep)):
        raise _refused(f"“{text}”", "a file name, without folders")
    try:
        pieces = list(Formatter().parse(text))
    except ValueError as error:
        raise _refused(f"“{text}”", f"a name with fields in braces ({error})") from None
    for _, field, form, conversion in pieces:
        if field is not None:
            _check_field(field, form or "", conversion)
    together = kept == "all" and not names_map(text)
    if not text.endswith("{ending}"):
        (format_of_several if together else format_for)(Path(text))
    if kept == "sheet" and Path(text).suffix.lower() in _COLOURLESS:
        wanted = "one that ends as pictures do, such as .png, for contact sheets"
        raise _refused(f"“{text}”", wanted)
    if together and Path(text).suffix.lower() not in SEVERAL:
        wanted = f"one that ends in {', '.join(SEVERAL)}, or has {{map}} in it, for all maps"
        raise _refused(f"“{text}”", wanted)
    return text


def file_name(template: str, place: Place, kernel: str) -> str:
    """The name of an output; a stem that makes it too long for a file system is cut short.

    It then ends in a mark of its own, so that two that begin alike stay apart, in every run.

    Args:
        template: as ``checked_template`` gave it.
        kernel: a word for the pipeline's kernel.

    Raises:
        ArgumentValueError: it is too long without the stem.
    """
    stem = place.source.stem
    name = _filled(template, place, kernel, stem)
    over = _bytes(name) - (_LONGEST_NAME - _ROOM)
    if over <= 0:
        return name
    times = max(sum(field == "stem" for _, field, _, _ in Formatter().parse(template)), 1)
    whole = os.fsencode(stem)
    kept = whole[: max(len(whole) - -(-over // times) - 1 - _MARK, 0)].decode("utf-8", "ignore")
    mark = hashlib.sha256(whole).hexdigest()[:_MARK]
    name = _filled(template, place, kernel, f"{kept}-{mark}")
    if _bytes(name) > _LONGEST_NAME:
        raise ArgumentValueError(
            "name",
            given=f"one of {_bytes(name)} bytes for “{place.source.name}”",
            wanted=f"at most {_LONGEST_NAME} bytes long",
            hint="Choose a shorter template of names, with --name.",
        )
    return name


def _bytes(name: str) -> int:
    return len(os.fsencode(name))


def _filled(template: str, place: Place, kernel: str, stem: str) -> str:
    part = "".join("-" if sign in "/\\\0" else sign for sign in place.part)
    values = {
        "stem": stem,
        "kernel": kernel,
        "folder": place.source.absolute().parent.name,
        "ending": place.source.suffix,
        "part": part,
        "map": place.map,
    }
    filled = []
    for literal, field, form, _ in Formatter().parse(template):
        filled.append(literal)
        if field is not None:
            filled.append(format(place.number, form or "") if field == "number" else values[field])
    name = "".join(filled)
    if part and "{part}" not in template:
        stem, ending = _split(name)
        name = f"{stem}{_BETWEEN_PARTS}{part}{ending}"
    return name


def numbered(name: str, count: int) -> str:
    """The name with a number before its ending, for the second and further ones of that name."""
    stem, ending = _split(name)
    return f"{stem}-{count}{ending}"


def with_format(template: str, format_name: str) -> str:
    """The template with the usual ending of a format, in the place of another format's.

    Raises:
        ArgumentValueError: it is no template.
    """
    text = template.strip().removesuffix("{ending}")
    known = format_named(format_name).endings
    stem, ending = _split(text)
    if ending.lower() in known:
        return checked_template(text)
    others = {ending for other in FORMATS for ending in other.endings}
    return checked_template((stem if ending.lower() in others else text) + known[0])


def output_for(target: Path, output: Output, *, depth_follows: bool = False) -> Output:
    """The same with the format that the name of the file asks for.

    Args:
        depth_follows: whether the depth is that of each picture; it is then what one of 8 bits has.

    Raises:
        ArgumentValueError: that format does not have the depth.
        PictureWriteError: the ending names no format that can be saved.
    """
    kind = format_of_several(target)
    depth = own_depth(kind, raw=output.raw) if depth_follows else output.depth
    return Output(kind.name, depth, output.raw, output.quality)


def _split(name: str) -> tuple[str, str]:
    """The name without its ending, and the ending."""
    ending = Path(name).suffix
    return name.removesuffix(ending), ending


def _check_field(field: str, form: str, conversion: str | None) -> None:
    if field not in FIELDS:
        known = ", ".join(f"{{{name}}}" for name in FIELDS)
        raise _refused(f"{{{field}}}", f"made of these fields: {known}")
    zeros = form.startswith("0") and form[1:].isascii() and form[1:].isdigit()
    fits = field == "number" and zeros and int(form[1:]) <= _WIDEST_NUMBER
    if conversion or (form and not fits):
        written = f"{field}{'!' + conversion if conversion else ''}{':' + form if form else ''}"
        wanted = f"{{number:04}}, up to {_WIDEST_NUMBER}, the only field with a form"
        raise _refused(f"{{{written}}}", wanted)


def _refused(given: str, wanted: str) -> ArgumentValueError:
    return ArgumentValueError("name", given=given, wanted=wanted)
