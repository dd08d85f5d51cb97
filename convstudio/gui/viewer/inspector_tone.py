"""What tone makes of one value of the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from convstudio.gui.tone_entries import MODE_LABELS
from convstudio.gui.viewer.inspector_numbers import short
from convstudio.imaging.grading import Grading, graded, known_grading
from convstudio.imaging.tone import Tone
from convstudio.numerics.geometry import Region
from convstudio.pipeline.inspection import Inspection

if TYPE_CHECKING:
    from convstudio.imaging.profile import ScreenProfile


@dataclass(frozen=True)
class Toned:
    """What tone makes of a pixel: 8-bit samples, gray, RGB or RGBA, and by which rule.

    Attributes:
        seen: the samples as the screen shows them, where the picture's profile makes others.
    """

    samples: tuple[int, ...]
    rule: str
    seen: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The samples: one number where all colours are the same."""
        colours, alpha = self.samples[:3], self.samples[3:]
        if len(set(colours)) == 1:
            words = [str(colours[0])]
        else:
            words = [f"{name} {value}" for name, value in zip("RGB", colours, strict=True)]
        return ", ".join(words + [f"α {value}" for value in alpha])


def toned(
    found: Inspection, tone: Tone, grading: Grading | None, profile: ScreenProfile | None = None
) -> Toned | None:
    """What tone makes of an inspected pixel; None while too little of the map is known.

    Args:
        grading: what is known of the whole map, perhaps of another tone.
        profile: what converts the map's colours for the screen.
    """
    if grading is None or grading.tone != tone:
        grading = known_grading(tone, found.full_range)
    if grading is None:
        return None
    region = Region(found.row, found.column, found.row + 1, found.column + 1)
    values, alpha = found.pixel.values.copy(), found.pixel.alpha
    pixel = graded(values, alpha, grading, found.full_range, region)
    seen = () if profile is None else tuple(profile.shown(pixel)[0, 0].tolist())
    return Toned(tuple(pixel[0, 0].tolist()), _rule(grading), seen)


def _rule(grading: Grading) -> str:
    """The tone's name and the values that it shows darkest and lightest."""
    mode = grading.tone.mode
    about = "" if grading.exact else "about "
    return f"{MODE_LABELS[mode]}, {about}{short(grading.low)} … {short(grading.high)}"
