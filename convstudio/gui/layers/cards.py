"""What a card of the strip says of its layer: pure words of facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from convstudio.pipeline.facts import LayerFacts, in_bytes

_LUMINANCE = " (luminance multiplies each weight with red, green and blue)"


@dataclass(frozen=True)
class Card:
    """A layer as its card shows it.

    Attributes:
        title: what it is called.
        size: of its map, or why there is none.
        on: whether it takes part.
        fits: whether it fits what is below it.
        tip: all its facts, in lines.
        spoken: what a screen reader says.
    """

    title: str
    size: str
    on: bool = True
    fits: bool = True
    tip: str = ""
    spoken: str = ""


def cards_of(facts: Sequence[LayerFacts]) -> tuple[Card, ...]:
    """A card for each layer."""
    return tuple(_card(index, len(facts), one) for index, one in enumerate(facts))


def summary(facts: Sequence[LayerFacts]) -> str:
    """The whole stack in a line: how many layers, and their parameters."""
    layers = "1 layer" if len(facts) == 1 else f"{len(facts)} layers"
    count = sum(one.parameters for one in facts)
    parameters = "1 parameter" if count == 1 else f"{count:,} parameters"
    return f"{layers} · {parameters}"


def _card(index: int, count: int, facts: LayerFacts) -> Card:
    size = _size(facts)
    state = "" if facts.on else ", switched off"
    return Card(
        facts.title,
        size,
        facts.on,
        facts.output is not None,
        "\n".join(_lines(facts)),
        f"Layer {index + 1} of {count}, {facts.title}, {size}{state}",
    )


def _size(facts: LayerFacts) -> str:
    if facts.output is not None:
        return facts.output.text if facts.on else f"{facts.output.text} · off"
    return "does not fit" if facts.waits_for is None else "waits"


def _lines(facts: LayerFacts) -> list[str]:
    lines = [facts.title]
    if not facts.on:
        lines.append("Switched off: its input goes on as it is, its settings stay.")
    if facts.waits_for is not None:
        lines.append(f"It waits for layer {facts.waits_for + 1}, which does not fit.")
    if facts.input is not None:
        lines.append(f"Input: {facts.input.text} ({facts.input.words})")
    if facts.error is not None:
        lines += ["", facts.error.sentence, facts.error.hint]
    if facts.output is None or not facts.on:
        return lines
    return [
        *lines,
        f"Output: {facts.output.text} ({facts.output.words})",
        f"Parameters: {facts.parameters:,}",
        f"Multiplications: {facts.products:,}{_LUMINANCE * facts.luminance}",
        f"Receptive field: {facts.field[0]}×{facts.field[1]} pixels of the picture",
        f"Total stride: {facts.jump[0]}×{facts.jump[1]} pixels from one value to the next",
        f"Memory: {in_bytes(facts.memory)} in float32",
    ]
