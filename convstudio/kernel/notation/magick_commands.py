"""ImageMagick commands, and what its showKernel prints, read for their kernels."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from convstudio.kernel.kernel import Kernel
from convstudio.kernel.notation.constants import cell_of
from convstudio.kernel.notation.grid import Cell, in_rows, kernel_of
from convstudio.kernel.notation.magick_strings import (
    Scale,
    read_kernels,
    read_scale,
)
from convstudio.kernel.notation.magick_strings import (
    looks_like as looks_like_string,
)
from convstudio.kernel.notation.source import Source
from convstudio.kernel.notation.values import Recognised
from convstudio.numerics.borders import BorderMode

FORM = "imagemagick"
_WORD = re.compile(r"\\\n|\s+|(?:'[^']*'|\"[^\"]*\"|\\.|[^\s'\"\\])+|.", re.DOTALL)
_SHOWN = re.compile(
    r"Kernel\s(?:#\d{1,4}\s)?\"(?P<name>[^\"\n]{0,60})\" of size (?P<w>\d{1,4})x(?P<h>\d{1,4})"
    r"\+(?P<x>\d{1,4})\+(?P<y>\d{1,4})[^\n]*\n[^\n]*"
)
_BORDERS: dict[str, BorderMode] = {
    "black": "zeros", "edge": "edge", "mirror": "symmetric", "tile": "wrap",
    "transparent": "zeros", "background": "constant", "white": "constant", "gray": "constant",
}  # fmt: skip
_VALUES = {"white": 1.0, "gray": 0.5}
_GRAY = re.compile(r"gr[ae]y\(\s?([\d.]{1,30})%\s?\)|gr[ae]y(\d{1,3})|(white)|(black)")
_QUANTUM = 65535.0
_CONVOLVE = (
    "ImageMagick 6's -convolve does not flip and divides by the sum, as read here; that of 7 flips "
    "and does not divide."
)


@dataclass
class _State:
    """What the options before the kernel have set."""

    scale: Scale = field(default_factory=Scale)
    bias: float | None = None
    border: BorderMode = "edge"
    border_value: float | None = None
    background: float = 1.0
    linear: bool = False
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def looks_like(text: str) -> bool:
    """Whether it is a command, a kernel string, or what showKernel prints."""
    if re.search(r"-morphology\b|-convolve\b|convolve:(?:scale|bias)", text):
        return True
    return _SHOWN.search(text) is not None or looks_like_string(text.strip().lstrip("'\""))


def read(source: Source) -> Recognised:
    """The kernels of a command or of a kernel string.

    Raises:
        KernelTextError: no kernel, a method that is no convolution, a string that cannot be read.
    """
    if _SHOWN.search(source.text):
        return _read_shown(source)
    if re.search(r"(?:^|\s)-(?:morphology|convolve|define|set)\b", source.text):
        return _read_command(source)
    start, end = _unquoted(source, 0, len(source.text))
    kernels = read_kernels(source, start, end, Scale())
    note = "ImageMagick's Convolve flips it, its Correlate does not."
    return Recognised(FORM, "ImageMagick kernel", kernels[0], tuple(kernels[1:]), notes=(note,))


def _read_command(source: Source) -> Recognised:
    state = _State()
    words = _words(source)
    for index, (start, end) in enumerate(words):
        option = source.text[start:end]
        given = words[index + 1 : index + 3]
        if option in ("-morphology", "-convolve"):
            return _convolved(source, state, option, given, words[index:])
        if option == "-set" and len(given) == 2:
            _take_set(source, state, *given)
        elif given:
            _take_option(source, state, option, given[0])
    raise source.refusal(
        0, len(source.text), "The command has no -morphology and no -convolve.",
        "Wanted: -morphology Correlate '3x3: …' or -convolve '…'.",
    )  # fmt: skip


def _take_set(source: Source, state: _State, key: tuple[int, int], value: tuple[int, int]) -> None:
    """``-set option:convolve:scale '!'``: key and value are two words."""
    name = source.text[slice(*key)].removeprefix("option:")
    if name == "convolve:scale":
        state.scale = read_scale(source, *_unquoted(source, *value))
    elif name == "convolve:bias":
        state.bias = _bias(source, state, *_unquoted(source, *value))


def _take_option(source: Source, state: _State, option: str, place: tuple[int, int]) -> None:
    value = source.text[slice(*place)]
    if option == "-define" and value.startswith("convolve:"):
        at = place[0] + len("convolve:")
        setting = source.text[at : place[1]]
        if setting.startswith("scale="):
            state.scale = read_scale(source, *_unquoted(source, at + 6, place[1]))
        elif setting.startswith("bias="):
            state.bias = _bias(source, state, *_unquoted(source, at + 5, place[1]))
    elif option == "-bias":
        state.bias = _bias(source, state, *place)
    elif option == "-background":
        state.background = _gray(value)
    elif option == "-colorspace":
        state.linear = value.lower() in ("rgb", "linear-gray", "lineargray", "scrgb")
    elif option == "-virtual-pixel":
        _take_border(source, state, place)


def _take_border(source: Source, state: _State, place: tuple[int, int]) -> None:
    method = source.text[slice(*place)].lower()
    if method in _BORDERS:
        state.border = _BORDERS[method]
        value = state.background if method == "background" else _VALUES.get(method)
        state.border_value = value
    else:
        state.warnings.append(f"The border {source.quoted(*place)} is none of ours; edge is taken.")


def _bias(source: Source, state: _State, start: int, end: int) -> float:
    """Per cent of the full range, or quantum units, of which 65535 are the full range."""
    text = source.text[start:end]
    if text.endswith("%"):
        return cell_of(source, start, end - 1).value / 100
    value = cell_of(source, start, end).value
    if value:
        state.notes.append(f"The bias {text} was read as quantum units of 16 bits.")
    return value / _QUANTUM


def _gray(text: str) -> float:
    """A grey of -background as a fraction; white, its default, where it is another colour."""
    match = _GRAY.match(text.lower())
    if match is None or match[3]:
        return 1.0
    if match[4]:
        return 0.0
    try:
        return float(match[1] or match[2]) / 100
    except ValueError:
        return 1.0


def _convolved(
    source: Source,
    state: _State,
    option: str,
    given: list[tuple[int, int]],
    rest: list[tuple[int, int]],
) -> Recognised:
    flip = False
    if option == "-morphology":
        flip = _flip(source, state, given)
        given = given[1:]
    else:
        state.notes.append(_CONVOLVE)
    if not given:
        start, end = rest[0]
        raise source.refused(start, end, "has no kernel behind it.")
    start, end = _unquoted(source, *given[0])
    kernels = read_kernels(source, start, end, state.scale)
    if option == "-convolve":
        plain = read_kernels(source, start, end, Scale())
        kernels = [_normalised(*pair) for pair in zip(kernels, plain, strict=True)]
    if len(kernels) > 1:
        state.notes.append("ImageMagick convolves with one kernel after the other.")
    return Recognised(
        FORM, "ImageMagick command", kernels[0], tuple(kernels[1:]), flip=flip,
        bias=state.bias or 0.0, border=state.border, border_value=state.border_value,
        linear_light=state.linear, notes=tuple(state.notes), warnings=tuple(state.warnings),
    )  # fmt: skip


def _normalised(kernel: Kernel, plain: Kernel) -> Kernel:
    """Over the sum of the weights, as -convolve has it; as it is where that is 0."""
    total = plain.total / plain.divisor
    return kernel if total == 0 else replace(kernel, divisor=kernel.divisor * total)


def _flip(source: Source, state: _State, given: list[tuple[int, int]]) -> bool:
    if not given:
        raise source.refusal(0, len(source.text), "-morphology has no method behind it.")
    start, end = _unquoted(source, *given[0])
    method, _, times = source.text[start:end].partition(":")
    if method.lower() not in ("convolve", "correlate"):
        raise source.refused(
            start, end, "is no convolution.", "Convolve and Correlate are; others are morphology."
        )
    if times and times != "1":
        state.warnings.append(f"ImageMagick would do it {times} times.")
    return method.lower() == "convolve"


def _words(source: Source) -> list[tuple[int, int]]:
    """The words of a shell's command, quotes kept."""
    found = []
    for match in _WORD.finditer(source.text):
        if not match[0].isspace() and match[0] != "\\\n":
            start, end = match.span()
            if source.text[start] in "'\"" and source.text[end - 1] == source.text[start]:
                found.append(_unquoted(source, start, end))
            else:
                found.append((start, end))
    return found


def _unquoted(source: Source, start: int, end: int) -> tuple[int, int]:
    """The place without blanks and one pair of quotes around it."""
    text = source.text
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end - start > 1 and text[start] in "'\"" and text[end - 1] == text[start]:
        return start + 1, end - 1
    return start, end


def _read_shown(source: Source) -> Recognised:
    """``Kernel "Sobel" of size 3x3+1+1 …`` and the rows ``0:  1  0  -1`` below it."""
    kernels = []
    matches = list(_SHOWN.finditer(source.text))
    for match, following in zip(matches, [*matches[1:], None], strict=True):
        end = len(source.text) if following is None else following.start()
        kernels.append(_shown(source, match, end))
    note = "showKernel prints six digits."
    return Recognised(
        FORM, "ImageMagick's showKernel", kernels[0], tuple(kernels[1:]), notes=(note,)
    )


def _shown(source: Source, match: re.Match[str], end: int) -> Kernel:
    cells = []
    for word in re.compile(r"[^\s:]+:?").finditer(source.text, match.end(), end):
        if word[0].endswith(":"):
            continue
        if word[0].lstrip("-") == "nan":
            cells.append(Cell(0.0, *word.span()))
        else:
            cells.append(cell_of(source, *word.span()))
    width, height = int(match["w"]), int(match["h"])
    if not cells or len(cells) != width * height:
        raise source.refused(
            match.start(), match.end(), f"wants {width * height} numbers; there are {len(cells)}."
        )
    kernel = kernel_of(source, in_rows(cells, width), name=match["name"] or "Custom")
    anchor = int(match["y"]), int(match["x"])
    inside = anchor[0] < height and anchor[1] < width
    return replace(kernel, anchor=anchor if inside else None)
