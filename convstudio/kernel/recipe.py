"""A recipe: what a kernel was made from, so that its sliders stand where they were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from convstudio.declarations import Setting as Setting


@dataclass(frozen=True)
class Recipe:
    """A family with its parameters, a formula with its sliders, or chance with its seed.

    Attributes:
        origin: which of the three.
        text: the family's identifier, the formula as it was typed, or how the weights were drawn.
        settings: each parameter's or slider's name and value, in the order they are shown; of
            chance the seed, the shape of all the weights and the place among them.
    """

    origin: Literal["family", "formula", "random"]
    text: str
    settings: tuple[tuple[str, Setting], ...] = ()
