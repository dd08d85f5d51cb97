"""A recipe: what a kernel was made from, so that its sliders stand where they were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from convstudio.declarations import Setting as Setting


@dataclass(frozen=True)
class Recipe:
    """A family with its parameters, or a formula with its sliders.

    Attributes:
        origin: which of the two.
        text: the family's identifier, or the formula as it was typed.
        settings: each parameter's or slider's name and value, in the order they are shown.
    """

    origin: Literal["family", "formula"]
    text: str
    settings: tuple[tuple[str, Setting], ...] = ()
