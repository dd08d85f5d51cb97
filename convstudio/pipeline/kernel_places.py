"""Which kernel of a pipeline is under the hand: read it, put another one there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NoReturn

from convstudio.errors import ArgumentValueError
from convstudio.kernel.kernel import Kernel, Pair
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.locally import LocallyConnected
from convstudio.pipeline.pipeline import Layer, Pipeline

WITH_KERNELS = (Convolution, Bank, LocallyConnected)


@dataclass(frozen=True)
class KernelPlace:
    """Where a kernel stands: numbers beyond the last mean the last.

    Attributes:
        layer: of the pipeline's layers, those that are off counted too.
        filter: of a layer that has several.
        plane: the channel of the layer's input, where a filter has a kernel for each.
        spot: (row, column) of the map, where the layer has a kernel for each.
    """

    layer: int = 0
    filter: int = 0
    plane: int = 0
    spot: Pair = (0, 0)


FIRST = KernelPlace()


def layer_at(pipeline: Pipeline, place: KernelPlace) -> Layer:
    """The layer."""
    return pipeline.layers[_within(place.layer, len(pipeline.layers))]


def with_layer(pipeline: Pipeline, place: KernelPlace, layer: Layer) -> Pipeline:
    """The pipeline with another layer there."""
    return pipeline.with_layer(_within(place.layer, len(pipeline.layers)), layer)


def kernel_at(pipeline: Pipeline, place: KernelPlace) -> Kernel | None:
    """The kernel; None where the layer has none."""
    match layer_at(pipeline, place):
        case Convolution() as convolution:
            return convolution.kernel
        case Bank() as bank:
            planes = bank.filters[_within(place.filter, len(bank.filters))].planes
            return planes[_within(place.plane, len(planes))]
        case LocallyConnected() as local:
            (row, column), channel, index = _in_local(local, place)
            return local.kernel_at(row, column, channel, index)
    return None


def convolution_at(pipeline: Pipeline, place: KernelPlace) -> Convolution | None:
    """The kernel under the hand as a layer of its own, with all that its layer does to it.

    Of a filter with a kernel for each channel it is what one of these does; of a locally connected
    layer what is done at one place. None where the layer has no kernel.
    """
    layer = layer_at(pipeline, place)
    kernel = kernel_at(pipeline, place)
    match layer:
        case Convolution():
            return layer
        case Bank() if kernel is not None:
            shared = ("padding", "strides", "dilation", "border", "border_value", "channels")
            kept = (*shared, "activation", "flip", "exact", "name", "on")
            settings: dict[str, Any] = {name: getattr(layer, name) for name in kept}
            bias = layer.filters[_within(place.filter, len(layer.filters))].bias
            return Convolution(kernel, bias=bias, **settings)
        case LocallyConnected() if kernel is not None:
            bias = layer.biases[_within(place.filter, len(layer.biases))]
            return Convolution(
                kernel,
                padding="valid",
                strides=layer.strides,
                channels="sum",
                bias=bias,
                name=layer.name,
                on=layer.on,
            )
    return None


def with_kernel(
    pipeline: Pipeline, place: KernelPlace, kernel: Kernel, *, follow: bool = False
) -> Pipeline:
    """The pipeline with another kernel there.

    All kernels of a bank have one size and one anchor. A kernel of another one is laid on the
    others, anchor on anchor, and all of them get zeros around them: none does anything else than
    before.

    Args:
        follow: the others take the kernel's size and anchor instead, whatever that costs them.

    Raises:
        ArgumentValueError: the layer has no kernel, or none of that size.
    """
    layer = layer_at(pipeline, place)
    made: Layer
    match layer:
        case Convolution():
            made = replace(layer, kernel=kernel)
        case Bank():
            index = _within(place.filter, len(layer.filters))
            plane = _within(place.plane, len(layer.filters[index].planes))
            if not follow:
                layer, kernel = _laid_on(layer, kernel)
            made = layer.with_kernel(index, plane, kernel)
        case LocallyConnected():
            (row, column), channel, index = _in_local(layer, place)
            made = layer.with_kernel(row, column, kernel, channel, index)
        case _:
            refuse_without_kernel(layer)
    return with_layer(pipeline, place, made)


def refuse_without_kernel(layer: Layer) -> NoReturn:
    """Raises the ArgumentValueError of a kernel that is wanted of a layer without any."""
    raise ArgumentValueError(
        "layer",
        given=f"“{layer.title}”, which has no kernel",
        wanted="a layer with kernels",
        hint="Choose a convolution in the strip of layers first.",
    )


def kernel_count(layer: Layer) -> int:
    """Kernels in the layer: 0 where it has none."""
    match layer:
        case Convolution():
            return 1
        case Bank():
            return sum(len(one.planes) for one in layer.filters)
        case LocallyConnected():
            rows, columns = layer.places
            channels, filters = layer.weights.array.shape[4:]
            return int(rows * columns * channels * filters)
    return 0


def dropped(layer: Layer, rows: int, columns: int) -> int:
    """How many weights other than 0 kernels of that size would have no room for."""
    match layer:
        case Convolution():
            return layer.kernel.dropped(rows, columns)
        case Bank():
            planes = (plane for one in layer.filters for plane in one.planes)
            return sum(plane.dropped(rows, columns) for plane in planes)
    return 0


def _laid_on(bank: Bank, kernel: Kernel) -> tuple[Bank, Kernel]:
    """Bank and kernel with zeros around them, so that both have one size and one anchor."""
    here = bank.filters[0].planes[0]
    places = _anchor(kernel, bank), _anchor(here, bank)
    if kernel.shape == here.shape and places[0] == places[1]:
        return bank, kernel if kernel.anchor == here.anchor else replace(kernel, anchor=here.anchor)
    if kernel_count(bank) == 1:
        return bank, kernel  # nothing else is there
    before = max(places[0][0], places[1][0]), max(places[0][1], places[1][1])
    after = [
        max(one.shape[axis] - 1 - at[axis] for one, at in zip((kernel, here), places, strict=True))
        for axis in (0, 1)
    ]
    shape = before[0] + after[0] + 1, before[1] + after[1] + 1

    def padded(one: Kernel) -> Kernel:
        return _padded(one, shape, _anchor(one, bank), before)

    filters = tuple(
        replace(one, planes=tuple(padded(plane) for plane in one.planes)) for one in bank.filters
    )
    return replace(bank, filters=filters), padded(kernel)


def _anchor(kernel: Kernel, bank: Bank) -> Pair:
    """The anchor in force, in the kernel as typed; see ``Convolution.anchor``."""
    if kernel.anchor is None and bank.flip:
        return kernel.rows // 2, kernel.columns // 2
    return kernel.anchored_at


def _padded(kernel: Kernel, shape: Pair, at: Pair, wanted: Pair) -> Kernel:
    """The kernel with zeros around it, so that its anchor comes to stand elsewhere.

    Its name stays, for it does what it did.
    """
    down, over = wanted[0] - at[0], wanted[1] - at[1]
    rows = [[0.0] * shape[1] for _ in range(shape[0])]
    for row, weights in enumerate(kernel.weights):
        rows[row + down][over : over + kernel.columns] = weights
    odd = shape[0] % 2 == 1 and shape[1] % 2 == 1
    middle = shape[0] // 2, shape[1] // 2
    anchor = None if odd and wanted == middle else wanted
    return replace(kernel, weights=tuple(map(tuple, rows)), anchor=anchor, recipe=None)


def _in_local(layer: LocallyConnected, place: KernelPlace) -> tuple[Pair, int, int]:
    rows, columns = layer.places
    channels, filters = layer.weights.array.shape[4:]
    spot = _within(place.spot[0], rows), _within(place.spot[1], columns)
    return spot, _within(place.plane, channels), _within(place.filter, filters)


def _within(index: int, count: int) -> int:
    return min(max(index, 0), count - 1)
