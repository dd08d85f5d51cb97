"""A convolution whose arguments have been checked, ready to be planned and run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from convstudio.errors import ArgumentValueError
from convstudio.numerics import engine, validation
from convstudio.numerics.activations import (
    ACTIVATIONS,
    Activation,
    activated,
    activation_named,
)
from convstudio.numerics.borders import BORDER_MODES, BorderMode
from convstudio.numerics.dtypes import as_floats, result_dtype
from convstudio.numerics.geometry import Axis
from convstudio.numerics.layout import Layout, checked_layout, room_for
from convstudio.numerics.padding import LARGEST_PADDING, LARGEST_SIZE, axes, checked_padding
from convstudio.numerics.planner import Plan
from convstudio.numerics.precision import precision
from convstudio.numerics.source import Line, Source, Sums
from convstudio.numerics.tiles import Scratch, Span, usable_cores
from convstudio.numerics.validation import Array, FloatArray


@dataclass(frozen=True, eq=False)
class Operation:
    """A checked convolution.

    Attributes:
        images: (batch, rows, columns, channels).
        layout: the way back to the axes that came in.
        weights: (rows, columns), or (rows, columns, channels / groups, filters).
        one_map: whether the result has no channel axis.
        bias: (maps,) or None.
        axes: vertical, horizontal.
        fill: what stands outside under the borders zeros and constant.
    """

    images: Array
    layout: Layout
    weights: FloatArray
    one_map: bool
    bias: FloatArray | None
    axes: tuple[Axis, Axis]
    groups: int
    border: BorderMode
    fill: float
    activation: Activation | None

    def run(self) -> FloatArray:
        """The maps, in the layout of the input."""
        plan, first = self.plans()[0], self._sums(self.images[0])
        batch = len(self.images)
        maps = self._room(batch, first)
        # Many images go side by side; few share each image's tiles.
        apart = batch >= 2 * usable_cores()

        def work(index: int, _scratch: Scratch) -> None:
            sums = self._sums(self.images[index])
            self._run(sums, plan, maps[index], threads=1 if apart else None)

        engine.share_images(range(batch), work, plan if apart else None)
        if self.activation not in ACTIVATIONS.values():
            maps = activated(maps, self.activation)
        return self.layout.restored(maps, channels=not self.one_map)

    def _room(self, batch: int, sums: Sums) -> FloatArray:
        """(batch, rows, columns, maps), in memory as the result is to lie."""
        dtype, shape = result_dtype(self.images), (batch, *sums.count, sums.maps)
        return room_for(shape, dtype) if self.one_map else self.layout.room(shape, dtype)

    def plans(self) -> tuple[Plan, ...]:
        """Every plan for the first image of the batch, the cheapest first."""
        exactness = precision(self.images, self.weights, result_dtype(self.images), self.fill)
        return engine.plans_for(self._sums(self.images[0]), exactness)

    def _run(self, sums: Sums, plan: Plan, maps: FloatArray, threads: int | None) -> None:
        known = self.activation if self.activation in ACTIVATIONS.values() else None
        if self.bias is None and known is None:
            engine.run(sums, plan, maps, threads=threads)
            return

        def finish(values: FloatArray, span: Span) -> None:
            tile = maps[span.slices]
            tile[...] = values
            if self.bias is not None:
                tile += self.bias
            if known is not None:
                tile[...] = known(tile)

        engine.run(sums, plan, finish, threads=threads)

    def _sums(self, image: Array) -> Sums:
        vertical, horizontal = self.axes
        return Sums(
            Source(
                image,
                Line(vertical.size, self.border),
                Line(horizontal.size, self.border),
                self.fill,
            ),
            self.weights,
            start=(-vertical.before, -horizontal.before),
            count=(vertical.output, horizontal.output),
            # A stride past the padded input leaves one output, as this one does within any index.
            strides=(
                min(vertical.stride, vertical.padded),
                min(horizontal.stride, horizontal.padded),
            ),
            dilation=(vertical.dilation, horizontal.dilation),
            groups=self.groups,
        )


def checked_operation(
    x: object,
    weights: object,
    bias: object = None,
    *,
    strides: object = 1,
    padding: object = "same",
    dilation: object = 1,
    groups: object = 1,
    border: object = "zeros",
    value: object = 0,
    flip: object = False,
    activation: object = None,
    data_format: object = "channels_last",
    exact: object = False,
) -> Operation:
    """Checks the arguments of ``conv2d``, which says what they mean.

    Raises:
        ArgumentTypeError: an argument of the wrong type.
        ArgumentValueError: a wrong shape or a value out of range.
    """
    images, layout = checked_layout(x, data_format)
    kernel = validation.real_array(weights, "weights")
    validation.dimensions(kernel, "weights", (2, 3, 4))
    validation.not_empty(kernel, "weights")
    parts = validation.integer(groups, "groups", minimum=1, maximum=LARGEST_SIZE)
    refuse_channels(kernel.shape, images.shape[3], parts)
    turned = kernel[::-1, ::-1] if validation.switch(flip, "flip") else kernel
    mode = cast(BorderMode, validation.choice(border, "border", BORDER_MODES))
    constant = validation.finite(value, "value")
    return Operation(
        images,
        layout,
        as_floats(turned[..., np.newaxis] if kernel.ndim == 3 else turned, np.dtype(np.float64)),
        one_map=kernel.ndim == 3 or (kernel.ndim == 2 and layout.plain),
        bias=_checked_bias(bias, images.shape[3] if kernel.ndim == 2 else kernel.shape[3:]),
        axes=axes(
            (images.shape[1], images.shape[2]),
            (kernel.shape[0], kernel.shape[1]),
            validation.pair(strides, "strides", minimum=1),
            checked_padding(padding),
            validation.pair(dilation, "dilation", minimum=1, maximum=LARGEST_PADDING),
            border=mode,
            exact=validation.switch(exact, "exact"),
        ),
        groups=parts,
        border=mode,
        fill=constant if mode == "constant" else 0.0,
        activation=activation_named(activation),
    )


def refuse_channels(
    kernel: tuple[int, ...], channels: int, groups: int, taps: str = "rows, columns"
) -> None:
    """Raises ArgumentValueError unless the kernel's channels and filters fit picture and groups.

    Args:
        kernel: its shape.
        taps: what its first axes are called.
    """
    depth, filters = kernel[len(taps.split()) :][:1], kernel[len(taps.split()) + 1 :]
    if groups > 1 and not filters:
        raise ArgumentValueError(
            "groups",
            given=f"{groups} for weights of shape {kernel}",
            wanted=f"1 unless weights are ({taps}, channels / groups, filters)",
        )
    if channels % groups:
        raise ArgumentValueError(
            "groups", given=f"{groups} for {channels} channels", wanted="a divisor of the channels"
        )
    if depth and depth[0] != channels // groups:
        beside = f" in {groups} groups" if groups > 1 else ""
        raise ArgumentValueError(
            "weights",
            given=f"shape {kernel} for {channels} channels{beside}",
            wanted=f"({taps}, {channels // groups}" + (", filters)" if filters else ")"),
        )
    if filters and filters[0] % groups:
        raise ArgumentValueError(
            "groups", given=f"{groups} for {filters[0]} filters", wanted="a divisor of the filters"
        )


def _checked_bias(bias: object, maps: int | tuple[int, ...]) -> FloatArray | None:
    """One number for each map, or None."""
    if bias is None:
        return None
    count = maps if isinstance(maps, int) else (maps[0] if maps else 1)
    if isinstance(bias, np.ndarray):
        values = as_floats(validation.real_array(bias, "bias"), np.dtype(np.float64))
        if values.shape not in [(), (count,)]:
            raise ArgumentValueError(
                "bias", given=f"shape {values.shape}", wanted=f"a number or of shape ({count},)"
            )
        for value in values.flat:
            validation.finite(value, "bias")
        return np.full(count, values)
    return np.full(count, validation.finite(bias, "bias"))
