"""Tone entries: what a hand did in the Tone panel or the histogram, and the pipeline after it.

A pipeline keeps black and white as fractions of the full range; people type and read them in the
picture's own units, and refusals name those.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast

from convstudio.errors import ArgumentValueError
from convstudio.gui.scene import Scene
from convstudio.imaging.colour_maps import COLOUR_MAPS, DIVERGING_MAPS
from convstudio.imaging.tone import LARGEST_LEVEL, Tone, ToneMode
from convstudio.kernel.notation import format_number, parse_number
from convstudio.pipeline.pipeline import Pipeline

MODE_LABELS: dict[ToneMode, str] = {
    "clip": "Clip to range",
    "absolute": "Absolute value",
    "minmax": "Min–max",
    "signed": "Signed",
    "percentile": "Percentile",
    "equalize": "Equalize",
}
_MODE_STEPS: dict[ToneMode, str] = {**MODE_LABELS, "clip": "Clip", "absolute": "Absolute"}
# Whose black and white are the picture's own where none are set; signed takes its from the map.
_OWN_ENDS = ("clip", "absolute")
NUMBERS = {
    "black": "Black",
    "white": "White",
    "limit": "Limit",
    "low": "Low Percentile",
    "high": "High Percentile",
}


@dataclass(frozen=True)
class ToneEntry:
    """A chosen word or a typed number.

    Attributes:
        part: ``mode``, ``colour_map``, ``diverging``, or one of NUMBERS. The limit is signed's
            white.
        raw: the word, or the text as typed; no text for black, white and limit: none of one's own.
    """

    part: str
    raw: str

    def made(self, scene: Scene) -> tuple[Pipeline, str]:
        """The pipeline after it, and the name of that step.

        Raises:
            ArgumentValueError: no such value.
        """
        tone = scene.pipeline.tone
        if self.part == "mode":
            mode = cast(ToneMode, self.raw)
            changed = replace(tone, mode=mode, black=None, white=None)
            return _with_tone(scene, changed), f"Tone {_MODE_STEPS[mode]}"
        if self.part in ("colour_map", "diverging"):
            changed = replace(tone, **cast(Any, {self.part: self.raw}))
            return _with_tone(scene, changed), f"Colour Map {map_label(self.raw)}"
        name = NUMBERS[self.part]
        if self.part in ("low", "high"):
            number = parse_number(self.raw, name.lower())
            return _with_tone(scene, _with_percentile(tone, self.part, number)), _step(name, number)
        if not self.raw.strip():
            end = "white" if self.part == "limit" else self.part
            return _with_tone(scene, replace(tone, **cast(Any, {end: None}))), f"Reset {name}"
        number = parse_number(self.raw, name.lower())
        return _with_tone(scene, _with_end(scene, self.part, number)), _step(name, number)


def map_label(name: str) -> str:
    """The label of a colour map, without the colours that its swatch shows anyway."""
    return {**COLOUR_MAPS, **DIVERGING_MAPS}[name].split(" (")[0]


def black_and_white(tone: Tone, full_range: float) -> tuple[float, float] | None:
    """(black, white) that the tone itself sets, in the picture's own units; else None."""
    if tone.mode == "signed" and tone.white is not None:
        return -_units(tone.white, full_range), _units(tone.white, full_range)
    if tone.mode not in _OWN_ENDS:
        return None
    black, white = tone.levels
    return _units(black, full_range), _units(white, full_range)


def with_range(scene: Scene, low: float, high: float) -> tuple[Pipeline, str]:
    """The pipeline whose map is shown from ``low`` to ``high``, and the name of that step.

    Signed takes ``high`` as its limit; what takes its range from the map becomes a clip to this
    one.

    Raises:
        ArgumentValueError: out of range, or ``high`` is not above ``low``.
    """
    tone = scene.pipeline.tone
    if tone.mode == "signed":
        return _with_tone(scene, _with_end(scene, "limit", high)), _step("Limit", high)
    if high <= low:
        raise _not_above("white", high, "black", low)
    clip = replace(
        tone,
        mode="absolute" if tone.mode == "absolute" else "clip",
        black=_own(_fraction(low, "black", scene), 0.0),
        white=_own(_fraction(high, "white", scene), 1.0),
    )
    return _with_tone(scene, clip), f"Tone Range {format_number(low)} … {format_number(high)}"


def without_range(scene: Scene) -> tuple[Pipeline, str]:
    """The pipeline whose tone has the range of its mode, and the name of that step."""
    fresh = Tone()
    changed = replace(scene.pipeline.tone, black=None, white=None, low=fresh.low, high=fresh.high)
    return _with_tone(scene, changed), "Reset Tone Range"


def _with_end(scene: Scene, part: str, number: float) -> Tone:
    """The tone with another black, white or limit, given in the picture's own units."""
    tone = scene.pipeline.tone
    end = "white" if part == "limit" else part
    share = _fraction(number, NUMBERS[part].lower(), scene)
    if part == "limit" and number <= 0:
        raise ArgumentValueError("limit", given=format_number(number), wanted="above 0")
    if part == "limit":
        return replace(tone, white=share)
    if tone.mode == "absolute" and part == "black" and number < 0:
        wanted = "at least 0, as no value is below it without its sign"
        raise ArgumentValueError("black", given=format_number(number), wanted=wanted)
    ends = black_and_white(tone, scene.full_range)
    assert ends is not None  # noqa: S101 - only clip and absolute have these fields
    black, white = ends
    if end == "black" and number >= white:
        wanted = f"below white, which is {format_number(white)}"
        raise ArgumentValueError("black", given=format_number(number), wanted=wanted)
    if end == "white" and number <= black:
        raise _not_above("white", number, "black", black)
    return replace(tone, **cast(Any, {end: _own(share, 1.0 if end == "white" else 0.0)}))


def _with_percentile(tone: Tone, part: str, number: float) -> Tone:
    name = NUMBERS[part].lower()
    if not 0 <= number <= 100:
        raise ArgumentValueError(name, given=format_number(number), wanted="from 0 to 100")
    if part == "low" and number >= tone.high:
        wanted = f"below the high percentile, which is {format_number(tone.high)}"
        raise ArgumentValueError(name, given=format_number(number), wanted=wanted)
    if part == "high" and number <= tone.low:
        raise _not_above(name, number, "the low percentile", tone.low)
    return replace(tone, **cast(Any, {part: number}))


def _with_tone(scene: Scene, tone: Tone) -> Pipeline:
    return replace(scene.pipeline, tone=tone)


def _fraction(number: float, name: str, scene: Scene) -> float:
    """A number in the picture's own units as a fraction of the full range.

    Raises:
        ArgumentValueError: too far away.
    """
    farthest = LARGEST_LEVEL * scene.full_range
    if not -farthest <= number <= farthest:
        wanted = f"from {format_number(-farthest)} to {format_number(farthest)}"
        raise ArgumentValueError(name, given=format_number(number), wanted=wanted)
    return number / scene.full_range


def _own(share: float, default: float) -> float | None:
    """None where the mode has that value anyway, so that an equal tone is equal."""
    return None if share == default else share


def _not_above(name: str, number: float, other: str, limit: float) -> ArgumentValueError:
    wanted = f"above {other}, which is {format_number(limit)}"
    return ArgumentValueError(name, given=format_number(number), wanted=wanted)


def _units(share: float, full_range: float) -> float:
    return float(f"{share * full_range:.15g}")  # without the dust of the product


def _step(name: str, number: float) -> str:
    return f"{name} {format_number(number)}"
