"""A stack for Keras: one keras.Sequential of its own layers, and of ours where it has none."""

from __future__ import annotations

from convstudio.pipeline.code.program import pillow_files, python_program
from convstudio.pipeline.code.stacks.network import Module, StackNetwork, has_weights
from convstudio.pipeline.code.stacks.stack import Place, Stack
from convstudio.pipeline.code.stacks.weights import is_biased
from convstudio.pipeline.code.steps import Code, number
from convstudio.pipeline.elements import Activation, Combine, Pooling
from convstudio.pipeline.locally import LocallyConnected

_APPLY = '''def apply(function, channels, name):
    """A function of (1, rows, columns, channels) as a layer."""
    return keras.layers.Lambda(function, output_shape=(None, None, channels), name=name)'''
_PAD = '''def pad(values, amounts, mode, value=0.0):
    """Rows and columns are picked by their index where none of Keras's own ways will do."""
    if mode == "constant":
        return keras.ops.pad(values, ((0, 0), *amounts, (0, 0)), constant_values=value)
    for axis, both in enumerate(amounts, start=1):
        places = np.pad(np.arange(values.shape[axis]), both, mode=mode)
        values = keras.ops.take(values, places, axis=axis)
    return values'''
_SAME = '''def pad_same(values, extent, strides, mode, value=0.0, shift=(0, 0)):
    """“same” with strides: ⌈size / stride⌉ values, the odd pixel after the picture."""
    sizes = zip(values.shape[1:3], extent, strides, shift)
    return pad(values, [same_padding(*one) for one in sizes], mode, value)'''
_FITS = '''def fits(values, extent, strides):
    """Refuses a stride that leaves a remainder."""
    if any((n - e) % s for n, e, s in zip(values.shape[1:3], extent, strides)):
        raise ValueError("The stride leaves a remainder.")
    return values'''
_MEAN = '''def mean_pool(values, pad, size, strides):
    """The mean of what of each window lies on the picture."""
    inside = pad(keras.ops.ones_like(values[..., :1]))
    means = keras.ops.average_pool(pad(values), size, strides)
    return means / keras.ops.average_pool(inside, size, strides)'''
_DIRECTION = '''def direction(values):
    """The angle of two maps, counter-clockwise as seen, 1 being 360°: rows grow downwards."""
    across, down = keras.ops.split(values, 2, axis=-1)
    return keras.ops.arctan2(-down, across) * (180 / np.pi) % 360 / 360'''
_LOCAL = '''class LocallyConnected2D(keras.layers.Layer):
    """A kernel for each place, as Keras 2 had it."""

    def __init__(self, shape, strides, **words):
        super().__init__(**words)
        self.strides = strides
        self.kernel = self.add_weight(shape=shape, name="kernel")
        self.bias = self.add_weight(shape=shape[-1:], name="bias")

    def call(self, values):
        (rows, columns, height, width), (down, over) = self.kernel.shape[:4], self.strides
        sums = self.bias
        for row, column in np.ndindex(height, width):
            under = values[:, row::down, column::over][:, :rows, :columns]
            part = self.kernel[:, :, row, column]
            sums = sums + keras.ops.einsum("byxc,yxck->byxk", under, part)
        return sums

    def compute_output_shape(self, shape):
        return (shape[0], *self.kernel.shape[:2], self.kernel.shape[-1])'''
_ACTIVATIONS = {
    "relu": 'ReLU(name="{name}")',
    "leaky_relu": 'LeakyReLU(negative_slope=0.01, name="{name}")',
    "sigmoid": 'Activation("sigmoid", name="{name}")',
    "tanh": 'Activation("tanh", name="{name}")',
    "absolute": 'Activation(keras.ops.abs, name="{name}")',
    "none": 'Activation("linear", name="{name}")',
}
_INLINE = ("relu", "sigmoid", "tanh")


def write(job: Stack) -> Code:
    """The stack as a program for Keras."""
    warnings = ("Keras computes in float32: about seven digits.",)
    return python_program(_Keras(job), pillow_files(job), ("import keras",), (), warnings)


class _Keras(StackNetwork):
    """Arrays of (1, rows, columns, channels)."""

    def __init__(self, job: Stack) -> None:
        super().__init__(job)
        self.functions = {
            "apply(": _APPLY,
            " pad(": _PAD,
            "pad_same(": _SAME,
            "fits(": _FITS,
            "mean_pool(": _MEAN,
            "direction": _DIRECTION,
            "LocallyConnected2D(": _LOCAL,
        }

    def network_lines(self) -> list[str]:
        names = self.names()
        first = self.job.places[0]
        channels = 1 if _picks_alpha(first) else self.job.colours
        lines = ["network = keras.Sequential([", f"    keras.Input((None, None, {channels})),"]
        for name, place in zip(names, self.job.places, strict=True):
            lines += [f"    {text}," for _, text in self.modules(place, name)]
        lines.append("])")
        for name, place in zip(names, self.job.places, strict=True):
            if has_weights(place):
                lines.append(self.set_line(place, name))
        return lines

    def run_lines(self) -> list[str]:
        return [
            f"values = (colour / {self.white}).astype(np.float32)[None]",
            f"colour = keras.ops.convert_to_numpy(network(values))[0].astype(float) * {self.white}",
        ]

    def spreads(self, place: Place) -> bool:
        """Keras has dilation or strides, not both."""
        window = place.window
        return window.dilation != (1, 1) and window.strides != (1, 1)

    def set_line(self, place: Place, name: str) -> str:
        """The weights of one layer, (rows, columns, channels, filters)."""
        weights, local = f"weights{place.suffix}", isinstance(place.layer, LocallyConnected)
        if not local and place.by_itself and place.bank.planes == 1 and place.slid_over > 1:
            weights = f"np.repeat({weights}, {place.slid_over}, axis=1)"
        if not local:
            axes = "2, 3, 1, 0"
            weights += f".transpose({axes})"
        biases = f", biases{place.suffix}" if is_biased(place) else ""
        if local and not biases:
            biases = f", np.zeros({place.above.count})"
        return f'network.get_layer("{name}").set_weights([{weights}{biases}])'

    def modules(self, place: Place, name: str) -> list[Module]:
        """What a layer becomes, in turn."""
        layer = place.layer
        if isinstance(layer, Activation):
            return [(name, _activation(layer.function, name))]
        if isinstance(layer, Combine):
            return [(name, _applied(_combined(place, layer), place.above.channels, name))]
        if isinstance(layer, Pooling):
            return self.pools(place, layer, name)
        if isinstance(layer, LocallyConnected):
            words = f'{layer.weights.array.shape}, {place.window.strides}, name="{name}"'
            return [(name, f"LocallyConnected2D({words})")]
        return self.convolution(place, name)

    def convolution(self, place: Place, name: str) -> list[Module]:
        """Conv2D or DepthwiseConv2D, with what has to stand before and after it."""
        found, window, bank = [], place.window, place.bank
        channels = 3 if place.shares is not None else place.slid_over
        if place.taken is not None:
            taken = f"values[..., {place.taken[0]}:{place.taken[1]}]"
            found.append(_part(f"lambda values: {taken}", channels, name, "channels"))
        # TensorFlow's depthwise strides are equal.
        thins = place.by_itself and window.strides[0] != window.strides[1]
        at_once = not thins and _pads_as_keras(place) and not place.outside
        if window.pads and not at_once:
            found.append(_pad(place, place.outside, channels, name))
        found += _fit(place, channels, name)
        strides = (1, 1) if thins else window.strides
        activation = bank.activation if bank.activation in _INLINE and not thins else "none"
        words = [
            f"{window.extent if self.spreads(place) else window.shape}",
            *([f"strides={strides}"] if strides != (1, 1) else []),
            *(['padding="same"'] if at_once and window.pads else []),
            *self._more_words(place),
            *([f'activation="{activation}"'] if activation != "none" else []),
            *([] if is_biased(place) else ["use_bias=False"]),
            f'name="{name}"',
        ]
        kind = "DepthwiseConv2D(" if place.by_itself else f"Conv2D({len(bank.filters)}, "
        found.append((name, f"keras.layers.{kind}{', '.join(words)})"))
        found += _ordered(place, channels, name)
        if thins:
            found.append(_thinned(place, name))
        if bank.activation not in ("none", activation):
            after = f"{name}_{bank.activation}"
            found.append((after, _activation(bank.activation, after)))
        return found

    def _more_words(self, place: Place) -> list[str]:
        """Dilation, and how filters and channels go together."""
        window, bank, found = place.window, place.bank, []
        if window.dilation != (1, 1) and not self.spreads(place):
            found.append(f"dilation_rate={window.dilation}")
        if place.by_itself and len(bank.filters) > 1:
            found.append(f"depth_multiplier={len(bank.filters)}")
        if bank.groups > 1:
            found.append(f"groups={bank.groups}")
        return found

    def pools(self, place: Place, layer: Pooling, name: str) -> list[Module]:
        """MaxPooling2D or AveragePooling2D, with what has to stand before."""
        window, channels = place.window, place.below.channels
        # TensorFlow's strides are equal.
        equal = window.strides[0] == window.strides[1]
        # What a mean makes of the padding differs among the libraries that Keras computes with.
        at_once = _pads_as_keras(place) and equal and (layer.mode == "max" or not window.pads)
        words = f"{window.shape}, strides={window.strides}"
        if at_once and window.pads:
            words += ', padding="same"'
        kind = "MaxPooling2D" if layer.mode == "max" else "AveragePooling2D"
        pooling = (name, f'keras.layers.{kind}({words}, name="{name}")')
        if at_once or not window.pads:
            return [*_fit(place, channels, name), pooling]
        if layer.mode == "max":
            padded = _pad(place, -float("inf"), channels, name)
            return [padded, *_fit(place, channels, name), pooling]
        shape = f"{window.shape}, {window.strides}"
        mean = f"lambda values: mean_pool(values, {_padding(place, 0)}, {shape})"
        return [(name, _applied(mean, channels, name))]


def _picks_alpha(place: Place) -> bool:
    return has_weights(place) and getattr(place.layer, "channels", "") == "alpha"


def _pads_as_keras(place: Place) -> bool:
    """Whether Keras's “same” is what is asked for; where a remainder is refused, padding is a layer
    of its own, so that it can be looked at in between."""
    window = place.window
    if not window.pads:
        return True
    same = window.asked == "same" and window.anchor_shift == (0, 0)
    return same and window.border == "zeros" and not getattr(place.layer, "exact", False)


def _ordered(place: Place, channels: int, name: str) -> list[Module]:
    """Keras has the maps of a channel beside each other, and we those of a filter."""
    if not place.by_itself or channels == 1 or len(place.bank.filters) == 1:
        return []
    made = place.above.channels
    order = f"np.arange({made}).reshape({channels}, -1).T.ravel()"
    taken = f"lambda values: keras.ops.take(values, {order}, axis=-1)"
    return [_part(taken, made, name, "order")]


def _thinned(place: Place, name: str) -> Module:
    """Every so many rows and columns of what was made without strides."""
    down, over = place.window.strides
    thinned = f"lambda values: values[:, ::{down}, ::{over}]"
    return _part(thinned, place.above.channels, name, "every")


def _activation(function: str, name: str) -> str:
    return f"keras.layers.{_ACTIVATIONS[function].format(name=name)}"


def _applied(function: str, channels: int, name: str) -> str:
    return f'apply({function}, {channels}, "{name}")'


def _part(function: str, channels: int, name: str, part: str) -> Module:
    return f"{name}_{part}", _applied(function, channels, f"{name}_{part}")


def _fit(place: Place, channels: int, name: str) -> list[Module]:
    window = place.window
    if not getattr(place.layer, "exact", False) or window.strides == (1, 1):
        return []
    fits = f"lambda values: fits(values, {window.extent}, {window.strides})"
    return [_part(fits, channels, name, "fits")]


def _pad(place: Place, value: float, channels: int, name: str) -> Module:
    window = place.window
    plain = window.border in ("zeros", "constant") and not value
    if plain and window.padding is not None:
        part = f"{name}_pad"
        return part, f'keras.layers.ZeroPadding2D({window.padding}, name="{part}")'
    return _part(_padding(place, value), channels, name, "pad")


def _padding(place: Place, value: float) -> str:
    """The function that pads."""
    window = place.window
    mode = "constant" if window.border in ("zeros", "constant") else window.border
    outside = "-np.inf" if value == -float("inf") else number(value)
    after = f'"{mode}"' + (f", {outside}" if mode == "constant" and value else "")
    if window.padding is not None:
        return f"lambda values: pad(values, {window.padding}, {after})"
    if any(window.anchor_shift):
        after += f", shift={window.anchor_shift}"
    return f"lambda values: pad_same(values, {window.extent}, {window.strides}, {after})"


def _combined(place: Place, layer: Combine) -> str:
    """The function that combines."""
    below = place.below
    if layer.mode == "direction":
        return "direction"
    values, axis = "values", "axis=-1, keepdims=True"
    if below.count > 1 and below.colours > 1:
        shape = f"(1, *values.shape[1:3], {below.count}, {below.colours})"
        values, axis = f"keras.ops.reshape(values, {shape})", "axis=3"
    made = {
        "sum": f"keras.ops.sum({values}, {axis})",
        "maximum": f"keras.ops.max({values}, {axis})",
        "magnitude": f"keras.ops.sqrt(keras.ops.sum({values} ** 2, {axis}))",
    }
    return f"lambda values: {made[layer.mode]}"
