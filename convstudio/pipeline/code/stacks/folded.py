"""Stacks for programs that know convolutions of one kernel alone: as much of them as is that.

An activation belongs to the convolution before it, a mean is a convolution, one filter of a bank is
one. Where a layer is none of these, the program ends with the layer before, and says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from convstudio.kernel.kernel import Kernel
from convstudio.numerics.padding import Pair
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.code.stacks.stack import Place, Stack, task_of
from convstudio.pipeline.code.steps import Code, Job, one_line, steps_of
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.elements import Activation, Combine, Pooling
from convstudio.pipeline.locally import LocallyConnected
from convstudio.pipeline.parameters import ActivationName
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.single_filter import convolution_of

Write = Callable[[Job | Stack], Code | None]
_IDENTITY = Convolution(Kernel(((1.0,),), name="Identity"), padding="valid")


def folded(job: Stack) -> Job | None:
    """The whole stack as convolutions of one kernel each; None where it is more than that."""
    layers: list[Convolution] = []
    for place in job.places:
        found = _folded(place, layers[-1] if layers else None)
        if found is None:
            return None
        kept = layers[:-1] if found.joins else layers
        layers = [*kept, *found.layers]
    return _job(job, tuple(layers) or (_IDENTITY,))


def shortened(job: Stack, program: str, write: Write) -> Code:
    """As much of a stack, from its first layer on, as a program can say; and words for the rest.

    Args:
        write: the code of a task, or None where the program cannot say it.
    """
    layers = job.pipeline.active
    for count in range(len(layers), 0, -1):
        pipeline = replace(job.pipeline, layers=layers[:count], map=None)
        made = pipeline.maps(job.places[0].below)[-1].count
        shown = job.pipeline.map if count == len(layers) else None
        for index in (shown,) if shown is not None or made == 1 else (None, 0):
            code = write(_task(job, replace(pipeline, map=index)))
            if code is not None:
                words = _ended(job, program, count)
                if index != shown:
                    words.append(_first_map(program, layers[count - 1].title, made))
                return Code(code.text, (*words, *code.warnings))
    code = write(_job(job, (_IDENTITY,)))
    assert code is not None  # noqa: S101 - every program can leave a picture as it is
    return Code(code.text, (*_ended(job, program, 0), *code.warnings))


def _task(job: Stack, pipeline: Pipeline) -> Job | Stack:
    return task_of(
        pipeline,
        colours=job.colours,
        has_alpha=job.has_alpha,
        full_range=job.full_range,
        size=job.size,
    )


def _ended(job: Stack, program: str, count: int) -> list[str]:
    """Why the program ends with that layer, where it is not the last."""
    if count == len(job.places):
        return []
    after = "leaves the picture as it is"
    if count:
        title = one_line(job.pipeline.active[count - 1].title)
        after = f"ends with layer {count}, “{title}”"
    place = job.places[count]
    if program == "GLSL" and not isinstance(place.layer, LocallyConnected):
        return [f"The program {after}: in GLSL there is room for four channels, alpha among them."]
    return [f"The program {after}: {_kind(place)} is not written for {program}."]


def _first_map(program: str, title: str, made: int) -> str:
    return (
        f"{program} makes one map: of the {made} of “{one_line(title)}” only the first is there. "
        "Choose one to have it here."
    )


def _kind(place: Place) -> str:
    """What a program lacks."""
    layer = place.layer
    if isinstance(layer, Pooling):
        return f"{layer.mode} pooling such as this"
    if isinstance(layer, Combine):
        return f"a combination of channels by their {layer.mode}"
    if isinstance(layer, Bank | Convolution):
        return "a filter with a kernel of its own for each channel"
    return "a layer with a kernel for each place"


class _Found:
    """Convolutions in place of a layer; where they ``join``, in place of the one before too."""

    def __init__(self, *layers: Convolution, joins: bool = False) -> None:
        self.layers, self.joins = layers, joins


def _folded(place: Place, before: Convolution | None) -> _Found | None:
    layer = place.layer
    if isinstance(layer, Convolution):
        return _Found(layer)
    if isinstance(layer, Bank):
        alone = convolution_of(layer) if place.taken is None else None
        return None if alone is None else _Found(alone)
    if isinstance(layer, Activation):
        return _activated(layer.function, before)
    if isinstance(layer, Combine):
        return _combined(place, layer, before)
    if isinstance(layer, Pooling):
        return _pooled(place, layer)
    return None


def _activated(function: ActivationName, before: Convolution | None) -> _Found:
    if function == "none":
        return _Found()
    if before is not None and before.activation == "none":
        return _Found(replace(before, activation=function), joins=True)
    return _Found(replace(_IDENTITY, activation=function))


def _combined(place: Place, layer: Combine, before: Convolution | None) -> _Found | None:
    below = place.below
    if below.channels == 1:  # of one value, the sum and the largest are that value
        return _activated("absolute" if layer.mode == "magnitude" else "none", before)
    if below.count == 1 and layer.mode == "sum":
        return _Found(replace(_IDENTITY, channels="sum"))
    return None


def _pooled(place: Place, layer: Pooling) -> _Found | None:
    window = place.window
    rows, columns = window.shape
    if window.pads or (layer.mode == "max" and window.shape != (1, 1)):
        return None
    kernel = Kernel(((1.0,) * columns,) * rows, rows * columns, name=one_line(layer.title))
    strides = cast(Pair, layer.strides)
    return _Found(Convolution(kernel, padding="valid", strides=strides, exact=layer.exact))


def _job(job: Stack, layers: tuple[Convolution, ...]) -> Job:
    return steps_of(
        Pipeline(layers, job.pipeline.tone, job.pipeline.linear_light),
        colours=job.colours,
        has_alpha=job.has_alpha,
        full_range=job.full_range,
        size=job.size,
    )
