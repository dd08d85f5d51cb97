"""The tone of a feature map as options of the command line."""

from __future__ import annotations

import argparse
from functools import partial

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
    group.add_argument("--tone", choices=TONE_MODES, default=Tone.mode, metavar="WORD", help=_TONE)
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


def tone_chosen(chosen: argparse.Namespace) -> Tone:
    """The tone that the options ask for.

    Raises:
        ArgumentValueError: a colour map or a level that the tone does not have.
    """
    if chosen.percentiles is not None and chosen.tone != "percentile":
        raise ArgumentValueError(
            "percentiles",
            given=",".join(f"{number:g}" for number in chosen.percentiles),
            wanted=f"left out where the tone is {chosen.tone}",
        )
    low, high = chosen.percentiles or (Tone.low, Tone.high)
    maps = {}
    if chosen.colour_map is not None:
        maps["diverging" if chosen.tone == "signed" else "colour_map"] = chosen.colour_map
    return Tone(chosen.tone, chosen.black, chosen.white, low=low, high=high, **maps)


def _percentiles(text: str) -> tuple[float, float]:
    parts = text.split(",")
    if len(parts) != 2:
        raise ArgumentValueError("percentiles", given=f"“{text[:40]}”", wanted="LOW,HIGH")
    low, high = (parse_number(part, "percentile") for part in parts)
    return low, high
