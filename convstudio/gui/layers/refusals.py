"""Why a stack of layers is refused, and where in it a layer would fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from convstudio.errors import ArgumentValueError
from convstudio.pipeline.facts import facts_on, misfit
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.pipeline import Layer, Pipeline

_MOST_TRIED = 64  # layers of a stack in which other places are looked for


def refusal(
    pipeline: Pipeline, shape: tuple[int, int], maps: Maps, *, moved: int | None = None
) -> ArgumentValueError | None:
    """Why a pipeline does not fit an input of (rows, columns) and these maps; None where it does.

    Args:
        moved: the index of the layer that was put there; the hint names where it would fit.
    """
    found = misfit(facts_on(pipeline, shape, maps))
    if found is None or moved is None:
        return found
    layers = pipeline.layers
    others = (*layers[:moved], *layers[moved + 1 :])
    places = _fitting_places(layers[moved], others, pipeline, shape, maps)
    if not places:
        return found
    hint = f"{found.hint} As layer {_listed(places)} it would fit."
    return ArgumentValueError(
        found.argument, given=found.given, wanted=found.wanted, hint=hint.strip()
    )


def _fitting_places(
    layer: Layer, others: Sequence[Layer], pipeline: Pipeline, shape: tuple[int, int], maps: Maps
) -> list[int]:
    """The numbers, from 1, that the layer could have among the others."""
    if len(others) > _MOST_TRIED:
        return []
    found = []
    for index in range(len(others) + 1):
        stack = (*others[:index], layer, *others[index:])
        if misfit(facts_on(replace(pipeline, layers=stack), shape, maps)) is None:
            found.append(index + 1)
    return found


def _listed(numbers: Sequence[int]) -> str:
    words = [str(number) for number in numbers]
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))
