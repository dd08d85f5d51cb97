"""The tone of a feature map as options of the command line."""

from __future__ import annotations

import argparse
from dataclasses import replace
from functools import partial
from typing import Any

from convstudio.cli import options
from convstudio.errors import ArgumentValueError
from convstudio.imaging.colour_maps import COLOUR_MAPS, DIVERGING_MAPS
from convstudio.imaging.tone import TONE_MODES, Tone
from convstudio.kernel.notation import parse_number

_TONE = """How values become visible.
clip: Cut to the picture's range, or to --black and --white.
absolute: Without their signs, and then cut.
minmax: Stretched from the map's least value to its greatest.
signed: 0 in the middle of a diverging colour map.
percentile: Stretched from one percentile of the map to another.
equalize: Contrast limited adaptive histogram equalization (CLAHE).
(default: clip)"""
_BLACK = (
    "What is shown black, as a fraction of the picture's full range: 0.5 is middle gray. For the "
    "tones clip and absolute.\n(default: 0)"
)
_WHITE = (
    "What is shown white, as a fraction of the picture's full range: 1 is white. For the tones "
    "clip and absolute; for signed, what both ends of the colours stand for, below 0 and above.\n"
    "(default: 1; for signed what the map reaches)"
)
_PERCENTILES = (
    "For the tone percentile: the percentiles of the map, from 0 to 100, that are shown black and "
    f"white.\n(default: {Tone.low:g},{Tone.high:g})"
)
_COLOUR_MAP = (
    "The colours of one number a pixel; of RGB that is its luma (Rec. 709). Only gray leaves RGB "
    "as it is.\n"
    f"signed: {', '.join(DIVERGING_MAPS)}. (default: {Tone.diverging})\n"
    f"others: {', '.join(COLOUR_MAPS)}. (default: {Tone.colour_map})"
)


def add_tone(group: options.Group) -> None:
    """``--tone`` and what belongs to it."""
    group.add_argument("--tone", choices=TONE_MODES, metavar="WORD", help=_TONE)
    for name, words in (("black", _BLACK), ("white", _WHITE)):
        group.add_argument(
            f"--{name}",
            type=options.refusing(partial(parse_number, name=name)),
            metavar="NUMBER",
            help=words,
        )
    group.add_argument(
        "--percentiles",
        type=options.refusing(_percentiles),
        metavar="LOW,HIGH",
        help=_PERCENTILES,
    )
    group.add_argument("--colour-map", metavar="NAME", help=_COLOUR_MAP)


def tone_chosen(chosen: argparse.Namespace, before: Tone) -> Tone:
    """The tone that the options ask for; what they leave open stays as before.

    Black and white belong to their mode: another mode begins without them.

    Raises:
        ArgumentValueError: a colour map or a level that the tone does not have.
    """
    mode = before.mode if chosen.tone is None else chosen.tone
    if chosen.percentiles is not None and mode != "percentile":
        raise ArgumentValueError(
            "percentiles",
            given=",".join(f"{number:g}" for number in chosen.percentiles),
            wanted=f"left out where the tone is {mode}",
        )
    changes: dict[str, Any] = {"mode": mode}
    for name in ("black", "white"):
        level = getattr(chosen, name)
        if level is not None or mode != before.mode:
            changes[name] = level
    if chosen.percentiles is not None:
        changes["low"], changes["high"] = chosen.percentiles
    if chosen.colour_map is not None:
        changes["diverging" if mode == "signed" else "colour_map"] = chosen.colour_map
    return replace(before, **changes)


def _percentiles(text: str) -> tuple[float, float]:
    parts = text.split(",")
    if len(parts) != 2:
        raise ArgumentValueError("percentiles", given=f"“{text[:40]}”", wanted="LOW,HIGH")
    low, high = (parse_number(part, "percentile") for part in parts)
    return low, high
