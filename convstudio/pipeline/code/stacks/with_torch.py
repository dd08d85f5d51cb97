"""A stack for PyTorch: one nn.Sequential of its own modules, and of ours where it has none."""

from __future__ import annotations

from convstudio.pipeline.code.program import pillow_files, python_program
from convstudio.pipeline.code.stacks.network import Module, StackNetwork, has_weights
from convstudio.pipeline.code.stacks.stack import Place, Stack
from convstudio.pipeline.code.stacks.weights import is_biased
from convstudio.pipeline.code.steps import Code, number
from convstudio.pipeline.elements import Activation, Combine, Pooling
from convstudio.pipeline.locally import LocallyConnected

_APPLY = '''class Apply(nn.Module):
    """A function as a module."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, values):
        return self.function(values)'''
_PAD = '''def pad(values, amounts, mode, value=0.0):
    """Rows and columns are picked by their index: F.pad cannot mirror about the edge, nor pad by
    more than there is."""
    if mode == "constant":
        (top, bottom), (left, right) = amounts
        return F.pad(values, (left, right, top, bottom), value=value)
    sizes = zip(values.shape[2:], amounts)
    rows, columns = (np.pad(np.arange(size), both, mode=mode) for size, both in sizes)
    return values[:, :, rows][:, :, :, columns]'''
_SAME = '''def pad_same(values, extent, strides, mode, value=0.0, shift=(0, 0)):
    """“same” with strides: ⌈size / stride⌉ values, the odd pixel after the picture."""
    sizes = zip(values.shape[2:], extent, strides, shift)
    return pad(values, [same_padding(*one) for one in sizes], mode, value)'''
_FITS = '''def fits(values, extent, strides):
    """Refuses a stride that leaves a remainder."""
    if any((n - e) % s for n, e, s in zip(values.shape[2:], extent, strides)):
        raise ValueError("The stride leaves a remainder.")
    return values'''
_MEAN = '''def mean_pool(values, pad, size, strides):
    """The mean of what of each window lies on the picture."""
    held = F.avg_pool2d(pad(torch.ones_like(values[:, :1])), size, strides)
    return F.avg_pool2d(pad(values), size, strides) / held'''
_DIRECTION = '''def direction(values):
    """The angle of two maps, counter-clockwise as seen, 1 being 360°: rows grow downwards."""
    across, down = values.chunk(2, dim=1)
    return torch.rad2deg(torch.atan2(-down, across)) % 360 / 360'''
_LOCAL = '''class LocallyConnected2d(nn.Module):
    """A kernel for each place."""

    def __init__(self, shape, strides):
        super().__init__()
        self.strides = strides
        self.weight = nn.Parameter(torch.zeros(shape))
        self.bias = nn.Parameter(torch.zeros(shape[-1]))

    def forward(self, values):
        height, width = self.weight.shape[2:4]
        windows = values.unfold(2, height, self.strides[0]).unfold(3, width, self.strides[1])
        maps = torch.einsum("bcyxij,yxijck->bkyx", windows, self.weight)
        return maps + self.bias[:, None, None]'''
_PADS = {
    "edge": "nn.ReplicationPad2d",
    "reflect": "nn.ReflectionPad2d",
    "wrap": "nn.CircularPad2d",
}
_ACTIVATIONS = {
    "relu": "nn.ReLU()",
    "leaky_relu": "nn.LeakyReLU(0.01)",
    "sigmoid": "nn.Sigmoid()",
    "tanh": "nn.Tanh()",
    "absolute": "Apply(torch.abs)",
    "none": "nn.Identity()",
}


def write(job: Stack) -> Code:
    """The stack as a program for PyTorch."""
    arrays = _Torch(job)
    imports = ["from collections import OrderedDict", "import torch", "from torch import nn"]
    if " F." in "\n".join(arrays.helpers()):
        imports.append("import torch.nn.functional as F")
    return python_program(arrays, pillow_files(job), tuple(imports))


class _Torch(StackNetwork):
    """Tensors of (1, channels, rows, columns), of doubles."""

    def __init__(self, job: Stack) -> None:
        super().__init__(job)
        self.functions = {
            "Apply(": _APPLY,
            " pad(": _PAD,
            "pad_same(": _SAME,
            "fits(": _FITS,
            "mean_pool(": _MEAN,
            "direction": _DIRECTION,
            "LocallyConnected2d(": _LOCAL,
        }

    def network_lines(self) -> list[str]:
        names = self.names()
        lines = ["network = nn.Sequential(OrderedDict(["]
        for name, place in zip(names, self.job.places, strict=True):
            lines += [f'    ("{part}", {text}),' for part, text in self.modules(place, name)]
        lines.append("])).double().requires_grad_(False)")
        for name, place in zip(names, self.job.places, strict=True):
            if has_weights(place):
                lines += self.set_lines(place, name)
        return lines

    def run_lines(self) -> list[str]:
        return [
            f"values = torch.from_numpy(colour / {self.white}).permute(2, 0, 1)[None]",
            f"colour = network(values)[0].permute(1, 2, 0).numpy() * {self.white}",
        ]

    def set_lines(self, place: Place, name: str) -> list[str]:
        """The weights of one module."""
        weights = f"weights{place.suffix}"
        if not isinstance(place.layer, LocallyConnected) and place.by_itself:
            bank, shape = place.bank, place.window.shape
            if bank.planes == 1 and place.slid_over > 1:
                weights = f"np.repeat({weights}, {place.slid_over}, axis=1)"
            if len(bank.filters) > 1 or place.slid_over > 1:
                weights += f".swapaxes(0, 1).reshape(-1, 1, {shape[0]}, {shape[1]})"
        lines = [f"network.{name}.weight[:] = torch.tensor({weights})"]
        if is_biased(place):
            lines.append(f"network.{name}.bias[:] = torch.tensor(biases{place.suffix})")
        return lines

    def modules(self, place: Place, name: str) -> list[Module]:
        """What a layer becomes, in turn."""
        layer = place.layer
        if isinstance(layer, Activation):
            return [(name, _ACTIVATIONS[layer.function])]
        if isinstance(layer, Combine):
            return [(name, _combined(place, layer))]
        if isinstance(layer, Pooling):
            return self.pools(place, layer, name)
        if isinstance(layer, LocallyConnected):
            shape, strides = layer.weights.array.shape, place.window.strides
            return [(name, f"LocallyConnected2d({shape}, {strides})")]
        found = self.convolution(place, name)
        if layer.activation != "none":
            found.append((f"{name}_{layer.activation}", _ACTIVATIONS[layer.activation]))
        return found

    def convolution(self, place: Place, name: str) -> list[Module]:
        """Conv2d, with what has to stand before and after it."""
        found, window, bank = [], place.window, place.bank
        if place.taken is not None:
            first, last = place.taken
            found.append((f"{name}_channels", f"Apply(lambda values: values[:, {first}:{last}])"))
        at_once = _evenly(place) and window.border in ("zeros", "constant") and not place.outside
        if window.pads and not at_once:
            afar = self.job.pads_afar(place.number)
            found.append((f"{name}_pad", _pad(place, place.outside, afar=afar)))
        found += _fit(place, name)
        channels = 3 if place.shares is not None else place.slid_over
        maps = len(bank.filters) * (channels if place.by_itself else 1)
        groups = channels if place.by_itself else bank.groups
        words = [f"{channels}, {maps}, {window.shape}"]
        if window.strides != (1, 1):
            words.append(f"stride={window.strides}")
        if window.pads and at_once and window.padding is not None:
            words.append(f"padding={(window.padding[0][0], window.padding[1][0])}")
        if window.dilation != (1, 1):
            words.append(f"dilation={window.dilation}")
        if groups > 1:
            words.append(f"groups={groups}")
        if not is_biased(place):
            words.append("bias=False")
        found.append((name, f"nn.Conv2d({', '.join(words)})"))
        if place.by_itself and channels > 1 and len(bank.filters) > 1:
            found.append((f"{name}_order", f"nn.ChannelShuffle({channels})"))
        return found

    def pools(self, place: Place, layer: Pooling, name: str) -> list[Module]:
        """MaxPool2d or AvgPool2d, with what has to stand before."""
        window = place.window
        words, pad = f"{window.shape}, {window.strides}", window.padding
        half = all(2 * sides[0] <= n for sides, n in zip(pad or (), window.shape, strict=False))
        at_once = _evenly(place) and half
        kind = "nn.MaxPool2d" if layer.mode == "max" else "nn.AvgPool2d"
        if at_once and window.pads and pad is not None:
            words += f", padding={(pad[0][0], pad[1][0])}"
            words += "" if layer.mode == "max" else ", count_include_pad=False"
        if not window.pads or at_once:
            return [*_fit(place, name), (name, f"{kind}({words})")]
        if layer.mode == "max":
            padded = (f"{name}_pad", _pad(place, -float("inf")))
            return [padded, *_fit(place, name), (name, f"{kind}({words})")]
        mean = f"Apply(lambda values: mean_pool(values, {_pad(place, 0)}, {words}))"
        return [(name, mean)]


def _evenly(place: Place) -> bool:
    """Whether as much is padded before as after, whatever the size; where a remainder is refused,
    padding is a module of its own, so that it can be looked at in between."""
    window = place.window
    if window.padding is None or (getattr(place.layer, "exact", False) and window.pads):
        return False
    return all(before == after for before, after in window.padding)


def _fit(place: Place, name: str) -> list[Module]:
    window = place.window
    if not getattr(place.layer, "exact", False) or window.strides == (1, 1):
        return []
    fits = f"Apply(lambda values: fits(values, {window.extent}, {window.strides}))"
    return [(f"{name}_fits", fits)]


def _pad(place: Place, value: float, *, afar: bool = False) -> str:
    """What pads, as an expression; by index where PyTorch's own modules cannot go that far."""
    window = place.window
    mode = "constant" if window.border in ("zeros", "constant") else window.border
    outside = 'float("-inf")' if value == -float("inf") else number(value)
    if window.padding is None:
        words = f'{window.extent}, {window.strides}, "{mode}", {outside}'
        if any(window.anchor_shift):
            words += f", {window.anchor_shift}"
        return f"Apply(lambda values: pad_same(values, {words}))"
    vertical, horizontal = window.padding
    if mode == "symmetric" or (afar and mode == "wrap"):
        return f'Apply(lambda values: pad(values, {window.padding}, "{mode}"))'
    amounts = (*horizontal, *vertical)
    if mode == "constant":
        return f"nn.ConstantPad2d({amounts}, {outside})" if value else f"nn.ZeroPad2d({amounts})"
    return f"{_PADS[mode]}({amounts})"


def _combined(place: Place, layer: Combine) -> str:
    below = place.below
    if layer.mode == "direction":
        return "Apply(direction)"
    values, keeps = "values", ", keepdim=True"
    if below.count > 1 and below.colours > 1:
        values, keeps = f"values.unflatten(1, ({below.count}, {below.colours}))", ""
    made = {
        "sum": f"{values}.sum(1{keeps})",
        "maximum": f"{values}.amax(1{keeps})",
        "magnitude": f"{values}.square().sum(1{keeps}).sqrt()",
    }
    return f"Apply(lambda values: {made[layer.mode]})"
