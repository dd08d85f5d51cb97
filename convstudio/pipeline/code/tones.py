"""The tone of a pipeline as NumPy has it, from the map to 8 bits."""

from __future__ import annotations

from convstudio.imaging.light import LUMA
from convstudio.pipeline.code.steps import Task, number


def tone_lines(job: Task) -> list[str]:
    """Statements that make ``shown`` (0 … 255, floats) of ``colour``."""
    tone, white = job.tone, job.full_range
    lines = []
    if tone.one_number and job.made.colours == 3:
        shares = ", ".join(number(share) for share in LUMA)
        lines.append(f"colour = colour @ [{shares}]  # luma, Rec. 709")
    if tone.mode == "signed":
        limit = "np.abs(colour).max()" if tone.white is None else number(tone.white * white)
        return [
            *lines,
            f"limit = {limit}",
            "shown = np.clip(127.5 + colour * (127.5 / limit), 0, 255)  # 0 is middle gray",
        ]
    if tone.mode == "absolute":
        lines.append("colour = np.abs(colour)")
    if tone.mode in ("clip", "absolute"):
        black, light = (level * white for level in tone.levels)
        return [*lines, f"shown = {_stretched(black, light)}"]
    low, high = "colour.min(), colour.max()", ""
    if tone.mode == "percentile":
        low, high = f"np.percentile(colour, [{number(tone.low)}, {number(tone.high)}])", ""
    return [
        *lines,
        f"low, high = {low}{high}",
        "shown = np.clip((colour - low) * (255 / (high - low)), 0, 255)",
    ]


def tone_warnings(job: Task) -> list[str]:
    """What these statements leave out; of a signal the numbers are saved, whatever the tone."""
    tone, found = job.tone, list[str]()
    if job.is_signal:
        return found
    if tone.mode == "signed":
        found.append(
            f"The colour map “{tone.diverging}” is left out: the map is saved in gray, 0 as middle "
            "gray."
        )
    elif tone.colour_map != "gray":
        found.append(f"The colour map “{tone.colour_map}” is left out: the map is saved in gray.")
    if tone.mode == "equalize":
        found.append(
            "The tone Equalize (CLAHE) is left out: the map is stretched from its least value to "
            "its greatest. scikit-image has it as exposure.equalize_adapthist."
        )
    return found


def saved_lines(job: Task) -> list[str]:
    """Statements that make ``shown`` 8-bit pixels, with alpha where there is one beside it."""
    lines = ["shown = np.rint(shown).astype(np.uint8)"]
    if not job.made.has_alpha:
        return lines
    alpha = "alpha" if job.full_range == 255 else f"alpha * (255 / {number(job.full_range)})"
    lines.append(f"alpha = np.rint(np.clip({alpha}, 0, 255)).astype(np.uint8)")
    gray = job.tone.one_number or job.made.colours == 1
    colour = "shown, shown, shown" if gray else "shown"
    return [*lines, f"shown = np.dstack([{colour}, alpha])"]


def _stretched(black: float, light: float) -> str:
    scale = 255 / (light - black)
    value = "colour"
    if black:
        value = f"(colour {'+' if black < 0 else '-'} {number(abs(black))})"
    if scale != 1:
        value = f"{value} * {number(scale)}"
    return f"np.clip({value}, 0, 255)"
