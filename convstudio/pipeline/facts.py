"""What each layer of a pipeline is and takes: shapes, parameters, products, field, memory.

Who uses it: the strip of layers and ``convstudio info``. Of a stack that does not fit, the layer at
which it ends is told why, and those after it that they wait for it.

The receptive field follows A. Araujo, W. Norris, J. Sim, "Computing Receptive Fields of
Convolutional Neural Networks", Distill, 2019: r ← r + (e − 1)·j, j ← j·s, with e the extent and s
the stride of a layer, and j the pixels of the picture between two neighbours of the map.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from convstudio.errors import ArgumentValueError, ValidationError
from convstudio.imaging.picture import Picture
from convstudio.numerics.geometry import Axis
from convstudio.numerics.padding import Pair
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.pipeline import Bank, Convolution, Layer, Pipeline
from convstudio.pipeline.viewing import picture_maps

FACTS = (
    "Layer",
    "Input",
    "Output",
    "Parameters",
    "Multiplications",
    "Receptive field",
    "Total stride",
    "Memory",
)
NONE = "–"
_BYTES = 4  # of a float32
_ROUNDED_UP = 1023.5  # of a unit: one of the next, in whole numbers


@dataclass(frozen=True)
class MapSize:
    """The size of what lies between two layers: (rows, columns), and the maps."""

    rows: int
    columns: int
    maps: Maps

    @property
    def text(self) -> str:
        """``"28×28×32"``: rows, columns and channels, as networks have it."""
        return f"{self.rows}×{self.columns}×{self.maps.channels}"

    @property
    def words(self) -> str:
        """``"28 rows × 28 columns, 32 maps"``."""
        alpha = " and alpha" if self.maps.has_alpha else ""
        return f"{self.rows:,} rows × {self.columns:,} columns, {self.maps.words}{alpha}"

    @property
    def memory(self) -> int:
        """Bytes of all its values in float32, without alpha."""
        return self.rows * self.columns * self.maps.channels * _BYTES


@dataclass(frozen=True)
class LayerFacts:
    """A layer of a pipeline, on a picture of one size.

    Attributes:
        title: what to call it.
        on: whether it takes part; one that is off makes of its input what that was.
        input, output: their sizes; None from where the stack does not fit.
        parameters: weights and biases; 0 where it is off.
        products: multiplications for the whole of its map.
        luminance: whether each weight meets red, green and blue, as parts of one luminance.
        field: (rows, columns) of the picture that one value of its map rests on, borders and all.
        jump: (vertical, horizontal) pixels of the picture between two neighbours of its map.
        error: why it does not fit what is below it.
        waits_for: the index of the layer below that does not fit.
    """

    title: str
    on: bool
    input: MapSize | None = None
    output: MapSize | None = None
    parameters: int = 0
    products: int = 0
    luminance: bool = False
    field: Pair = (1, 1)
    jump: Pair = (1, 1)
    error: ValidationError | None = None
    waits_for: int | None = None

    @property
    def memory(self) -> int:
        """Bytes of its map in float32; none of its own where it is off."""
        return self.output.memory if self.output is not None and self.on else 0


def layer_facts(pipeline: Pipeline, picture: Picture) -> tuple[LayerFacts, ...]:
    """The facts of each of its layers on a picture."""
    return facts_on(pipeline, (picture.height, picture.width), picture_maps(picture))


def facts_on(pipeline: Pipeline, shape: tuple[int, int], maps: Maps) -> tuple[LayerFacts, ...]:
    """The facts of each layer on an input of (rows, columns) and these maps."""
    below, field, jump = MapSize(*shape, maps), (1, 1), (1, 1)
    found: list[LayerFacts] = []
    for index, layer in enumerate(pipeline.layers):
        known = LayerFacts(layer.title, layer.on, below, below, field=field, jump=jump)
        if layer.on:
            known = _facts(layer, known, below)
        found.append(known)
        if known.output is None:
            later = pipeline.layers[index + 1 :]
            return *found, *(LayerFacts(one.title, one.on, waits_for=index) for one in later)
        below, field, jump = known.output, known.field, known.jump
    return tuple(found)


def misfit(facts: Sequence[LayerFacts]) -> ArgumentValueError | None:
    """Why a stack does not fit, with the layer at which it ends named where there are several."""
    for index, one in enumerate(facts):
        error = one.error
        if error is not None:
            place = f"layer {index + 1} ({one.title}): " if len(facts) > 1 else ""
            argument = f"{place}{error.argument}"
            return ArgumentValueError(
                argument, given=error.given, wanted=error.wanted, hint=error.hint
            )
    return None


def fact_cells(facts: LayerFacts) -> tuple[str, ...]:
    """A layer's facts in words, in the order of ``FACTS``."""
    title = facts.title if facts.on else f"{facts.title} (off)"
    before = facts.input.text if facts.input else NONE
    if facts.output is None:
        return title, before, *[NONE] * (len(FACTS) - 2)
    return (
        title,
        before,
        facts.output.text,
        f"{facts.parameters:,}",
        f"{facts.products:,}",
        f"{facts.field[0]}×{facts.field[1]}",
        f"{facts.jump[0]}×{facts.jump[1]}",
        in_bytes(facts.memory),
    )


def total_cells(facts: Sequence[LayerFacts]) -> tuple[str, ...]:
    """Parameters, products and memory of all layers together, in the order of ``FACTS``."""
    last = fact_cells(facts[-1])
    return (
        "Total",
        fact_cells(facts[0])[1],
        last[2],
        f"{sum(one.parameters for one in facts):,}",
        f"{sum(one.products for one in facts):,}",
        *last[5:7],
        in_bytes(sum(one.memory for one in facts)),
    )


def fact_table(facts: Sequence[LayerFacts]) -> tuple[tuple[str, ...], ...]:
    """The header, a row for each layer, and the total where there are several."""
    total = (total_cells(facts),) if len(facts) > 1 else ()
    return FACTS, *(fact_cells(one) for one in facts), *total


def in_bytes(count: int) -> str:
    """``"98 KiB"``, with three digits at most before and after the point."""
    if count < 2**10:
        return f"{count} B"
    power = min((count.bit_length() - 1) // 10, 4)
    size = count / 2 ** (10 * power)
    if size >= _ROUNDED_UP and power < 4:
        size, power = 1.0, power + 1
    unit = ("", "KiB", "MiB", "GiB", "TiB")[power]
    return f"{size:,.0f} {unit}" if size >= 100 else f"{size:.3g} {unit}"


def _facts(layer: Layer, known: LayerFacts, below: MapSize) -> LayerFacts:
    """Those of a layer that is on: where it does not fit, the reason and no output."""
    try:
        down, over = layer.axes((below.rows, below.columns))
        maps = layer.maps(below.maps)
    except ValidationError as error:
        return LayerFacts(known.title, on=True, input=below, error=error)
    output = MapSize(down.output, over.output, maps)
    fields, jumps = zip(
        *(
            _grown(axis, size, step)
            for axis, size, step in zip((down, over), known.field, known.jump, strict=True)
        ),
        strict=True,
    )
    return LayerFacts(
        known.title,
        on=True,
        input=below,
        output=output,
        parameters=layer.parameters(below.maps),
        products=layer.products(below.maps) * output.rows * output.columns,
        luminance=_is_luminance(layer) and below.maps.channels > 1,
        field=fields,
        jump=jumps,
    )


def _is_luminance(layer: Layer) -> bool:
    return isinstance(layer, Convolution | Bank) and layer.channels == "luminance"


def _grown(axis: Axis, size: int, step: int) -> Pair:
    """Receptive field and jump along an axis, above a layer."""
    return size + (axis.extent - 1) * step, step * axis.stride
