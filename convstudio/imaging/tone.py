"""Tone: how feature maps become visible 8-bit pixels. It never changes the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from convstudio.errors import ArgumentValueError
from convstudio.imaging.colour_maps import COLOUR_MAPS, DIVERGING_MAPS
from convstudio.numerics import validation

ToneMode = Literal["clip", "absolute", "minmax", "signed", "percentile", "equalize"]
TONE_MODES: tuple[ToneMode, ...] = (
    "clip",
    "absolute",
    "minmax",
    "signed",
    "percentile",
    "equalize",
)
LARGEST_LEVEL = 1e6  # as the bias has it


@dataclass(frozen=True)
class Tone:
    """How a feature map is shown.

    ``clip`` cuts to ``black`` … ``white``; ``absolute`` drops the signs first; ``minmax`` stretches
    from the map's least value to its greatest, ``percentile`` from the ``low``-th percentile to the
    ``high``-th; ``signed`` puts 0 in the middle of ``diverging``; ``equalize`` is CLAHE.

    Attributes:
        black: what is shown darkest, a fraction of the picture's full range; None for 0. Only
            ``clip`` and ``absolute`` have it.
        white: what is shown lightest; None for 1. In ``signed`` the value at both ends, ± it; None
            for the largest |v| of the map. The other modes take theirs from the map.
        colour_map: a name of COLOUR_MAPS. All but ``gray``, which leaves RGB as it is, show one
            number a pixel: of a map with three channels its luma (Rec. 709).
        diverging: a name of DIVERGING_MAPS, for ``signed``; always one number a pixel.
        low, high: percentiles, from 0 to 100, for ``percentile``.

    Raises:
        ArgumentTypeError: a value of the wrong type.
        ArgumentValueError: another word, a number out of range, or levels that a mode has not.
    """

    mode: ToneMode = "clip"
    black: float | None = None
    white: float | None = None
    colour_map: str = "gray"
    diverging: str = "vik"
    low: float = 1.0
    high: float = 99.0

    def __post_init__(self) -> None:
        validation.choice(self.mode, "tone", TONE_MODES)
        validation.choice(self.colour_map, "colour map", tuple(COLOUR_MAPS))
        validation.choice(self.diverging, "diverging colour map", tuple(DIVERGING_MAPS))
        for name in ("black", "white"):
            object.__setattr__(self, name, _level(getattr(self, name), name))
        self._check_levels()
        for name in ("low", "high"):
            value = _number(getattr(self, name), f"{name} percentile", 0, 100)
            object.__setattr__(self, name, value)
        if self.low >= self.high:
            raise ArgumentValueError(
                "low percentile", given=f"{self.low:g}", wanted=f"below the high one, {self.high:g}"
            )

    def _check_levels(self) -> None:
        own = {"clip": ("black", "white"), "absolute": ("black", "white"), "signed": ("white",)}
        for name in ("black", "white"):
            level = getattr(self, name)
            if level is not None and name not in own.get(self.mode, ()):
                raise ArgumentValueError(
                    name, given=f"{level:g}", wanted=f"left out where the tone is {self.mode}"
                )
        if self.mode == "signed":
            if self.white is not None and self.white <= 0:
                raise ArgumentValueError("white", given=f"{self.white:g}", wanted="above 0")
            return
        black, white = self.levels
        if self.mode == "absolute" and black < 0:
            raise ArgumentValueError(
                "black", given=f"{black:g}", wanted="at least 0 where signs are dropped"
            )
        if black >= white:
            raise ArgumentValueError(
                "black", given=f"{black:g}", wanted=f"below white, which is {white:g}"
            )

    @property
    def levels(self) -> tuple[float, float]:
        """Black and white as ``clip`` and ``absolute`` have them, fractions of the full range."""
        black = 0.0 if self.black is None else self.black
        return black, 1.0 if self.white is None else self.white

    @property
    def one_number(self) -> bool:
        """Whether one number a pixel is shown, in colours, also of maps with three channels."""
        return self.mode == "signed" or self.colour_map != "gray"


def _level(value: object, name: str) -> float | None:
    return None if value is None else _number(value, name, -LARGEST_LEVEL, LARGEST_LEVEL)


def _number(value: object, name: str, minimum: float, maximum: float) -> float:
    number = validation.finite(value, name)
    if not minimum <= number <= maximum:
        wanted = f"from {minimum:g} to {maximum:g}"
        raise ArgumentValueError(name, given=f"{number:g}", wanted=wanted)
    return number
