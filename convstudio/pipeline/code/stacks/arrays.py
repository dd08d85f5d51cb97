"""NumPy's words for every layer of a stack, on arrays of (rows, columns, channels)."""

from __future__ import annotations

from convstudio.imaging.light import LUMA
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.code.activations import numpy_activation
from convstudio.pipeline.code.stacks.stack import Place, Stack
from convstudio.pipeline.code.stacks.texts import (
    BANK,
    EACH,
    GROUPED,
    LOCAL,
    POOLED,
    called,
    same_text,
)
from convstudio.pipeline.code.stacks.weights import is_biased, is_compact, weight_lines
from convstudio.pipeline.code.stacks.windows import Windows
from convstudio.pipeline.code.steps import number
from convstudio.pipeline.code.texts import decode_text, encode_text
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.elements import Activation, Combine, Pooling
from convstudio.pipeline.layer_sums import LayerSums
from convstudio.pipeline.locally import LocallyConnected


class StackArrays(Windows):
    """A stack as statements; a target overrides what its library has better words for.

    ``colour`` holds the channels map by map, and alpha has an axis of its own too.
    """

    def __init__(self, job: Stack) -> None:
        self.job = job
        self.white = number(job.full_range)
        self.functions = {
            "grouped(": GROUPED,
            "bank(": BANK,
            "each(": EACH,
            "pooled(": POOLED,
            "locally(": LOCAL,
        }

    # -- around the function ------------------------------------------------------------------

    def imports(self) -> tuple[str, ...]:
        """Modules that the weights need."""
        return ("import base64",) if is_compact(self.job.places) else ()

    def constants(self) -> list[str]:
        """The weights of each layer that has any."""
        found = []
        for place in self.job.places:
            if isinstance(place.layer, Convolution | Bank | LocallyConnected):
                lines = weight_lines(place, self.job.full_range, spread=True)
                found.append("\n".join([f"# {place.heading}.", *lines]))
        return found

    def helpers(self) -> list[str]:
        """The functions that the statements call."""
        body = self.body()
        texts = called(body, self.functions)
        found = [*same_text(body, texts), *texts]
        if self.job.decodes:
            found.append(decode_text("np", self.white))
        if self.job.encodes:
            found.append(encode_text("np", self.white))
        return found

    def returned(self) -> str:
        """The function's result."""
        if self.job.made.has_alpha:
            return "np.concatenate([colour, alpha], axis=2)"
        return "colour[..., 0]" if self.job.made.channels == 1 else "colour"

    # -- the function -------------------------------------------------------------------------

    def body(self) -> list[str]:
        """The statements of ``feature_map``, without its first and its last line."""
        lines = self.taken()
        if self.job.decodes:
            lines.append("colour = decode(colour)")
        for place in self.job.places:
            lines.append(f"# {place.heading}.")
            lines += self.layer(place)
        if self.job.encodes:
            lines.append("colour = encode(colour)")
        return lines

    def taken(self) -> list[str]:
        """Colours and alpha out of the image."""
        if not self.job.has_alpha:
            gray = "[..., None]" if self.job.colours == 1 else ""
            return [f"colour = image{gray}.astype(float)"]
        last = self.job.colours
        return [
            f"colour = image[..., :{last}].astype(float)",
            f"alpha = image[..., {last}:].astype(float)",
        ]

    def layer(self, place: Place) -> list[str]:
        """One layer's statements, that leave its maps in ``colour``."""
        layer = place.layer
        if isinstance(layer, Activation):
            return self.activation_lines(layer.function)
        if isinstance(layer, Combine):
            return self.combined(place, layer)
        if isinstance(layer, Pooling):
            return [*self.pooling(place, layer), *self.alpha_lines(place)]
        if isinstance(layer, LocallyConnected):
            sums = f"locally(colour, weights{place.suffix}, {place.window.strides})"
            return [f"colour = {sums}{self.bias(place)}", *self.alpha_lines(place)]
        return [*self.sliding(place), *self.activation_lines(layer.activation), *self._after(place)]

    def activation_lines(self, name: str) -> list[str]:
        """The activation, of fractions of white where that matters."""
        if name == "none":
            return []
        return [f"colour = {self.activation(name)}"]

    def activation(self, name: str) -> str:
        """One of the activations, of ``colour``."""
        return numpy_activation(name, self.white)

    def combined(self, place: Place, layer: Combine) -> list[str]:
        """One map of all, colour by colour; of one map in colours, of those."""
        below = place.below
        if layer.mode == "direction":
            return self.direction(place)
        values, keeps = "colour", ", keepdims=True"
        if below.count > 1 and below.colours > 1:
            shape = f"*colour.shape[:2], {below.count}, {below.colours}"
            values, keeps = f"colour.reshape({shape})", ""
        made = {
            "sum": f"{values}.sum(axis=2{keeps})",
            "maximum": f"{values}.max(axis=2{keeps})",
            "magnitude": f"np.sqrt(({values} ** 2).sum(axis=2{keeps}))",
        }
        return [f"colour = {made[layer.mode]}"]

    def direction(self, place: Place) -> list[str]:
        """The angle, counter-clockwise as seen: rows grow downwards."""
        colours = place.below.colours
        return [
            f"angle = np.arctan2(-colour[..., {colours}:], colour[..., :{colours}])",
            f"colour = np.degrees(angle) % 360 / 360 * {self.white}",
        ]

    # -- windows ------------------------------------------------------------------------------

    def pooling(self, place: Place, layer: Pooling) -> list[str]:
        """The largest or the mean of each window, what is outside left out."""
        window = place.window
        words = f"{window.shape}, {window.strides}"
        lines, padded = self.padding_lines(place), "colour"
        outside = "-np.inf" if layer.mode == "max" else ""
        if window.pads:
            padded = "padded"
            lines.append(f"padded = {self.padded(place, 'colour', 'constant', outside)}")
        lines += self.exact_lines(place, padded)
        if layer.mode == "max":
            return [*lines, f"colour = pooled({padded}, {words}, np.max)"]
        if not window.pads:
            return [*lines, f"colour = pooled(colour, {words}, np.mean)"]
        held = self.padded(place, "inside", "constant")
        return [
            *lines,
            "inside = np.ones_like(colour[..., :1])  # what is outside is left out of the mean",
            f"inside = pooled({held}, {words}, np.sum)",
            f"colour = pooled(padded, {words}, np.sum) / inside",
        ]

    def sliding(self, place: Place) -> list[str]:
        """Kernels over the channels that are asked for, and the bias."""
        lines = [*self.chosen(place), *self.padding_lines(place)]
        outside = place.outside * self.job.full_range
        if place.alpha != "weighted":
            return [*lines, *self.summed(place, "colour", outside, self.bias(place))]
        return [*lines, *self.weighted(place, outside)]

    def chosen(self, place: Place) -> list[str]:
        """The channels that the kernels slide over."""
        if place.bank.channels == "alpha":
            return ["colour = alpha"]
        if place.taken is not None:
            return [f"colour = colour[..., {place.taken[0]}:{place.taken[1]}]"]
        if place.shares is None:
            return []
        if place.bank.channels == "luminance":
            shares = ", ".join(number(share) for share in LUMA)
            return [f"colour = (colour @ [{shares}])[..., None]  # luma, Rec. 709"]
        index = int(place.shares.argmax())
        return [f"colour = colour[..., {index}:{index + 1}]"]

    def summed(self, place: Place, name: str, outside: float, bias: str = "") -> list[str]:
        """Pads and slides over what a name holds."""
        lines, padded = [], name
        if place.window.pads:
            border = place.window.border
            value = number(outside) if outside else ""
            padded = "padded"
            lines.append(f"padded = {self.padded(place, name, border, value)}")
        if name == "colour":
            lines += self.exact_lines(place, padded)
        return [*lines, f"{name} = {self.slid(place, padded, name)}{bias}"]

    def slid(self, place: Place, padded: str, name: str) -> str:
        """The sums, of an array that is padded already."""
        strides = f", {place.window.strides}" if place.window.strides != (1, 1) else ""
        weights = f"weights{place.suffix}"
        if name != "colour":  # alpha: one channel, with the one kernel of a convolution
            return f"each({padded}, {weights}[:, :1]{strides})"
        if place.by_itself:
            return f"each({padded}, {weights}{strides})"
        if place.bank.groups > 1:
            return f"grouped({padded}, {weights}, {place.bank.groups}{strides})"
        return f"bank({padded}, {weights}{strides})"

    def bias(self, place: Place) -> str:
        """The biases, to be written after the sums."""
        return f" + biases{place.suffix}" if is_biased(place) else ""

    # -- alpha --------------------------------------------------------------------------------

    def weighted(self, place: Place, outside: float) -> list[str]:
        """Σ(α·w·p) / Σ(α·w); where that is 0, Σ(α·w·p) over the divisor."""
        lines = [f"colour = colour * alpha / {self.white}  # colours count by their alpha"]
        lines += self.summed(place, "colour", outside * place.outside)
        lines.append("weight = alpha")
        lines += self.summed(place, "weight", outside)
        least = number(_least_alpha(place, self.job.full_range))
        return [
            *lines,
            f"weight = {self.nonzero(least)}",
            f"colour = colour / weight{self.bias(place)}",
        ]

    def nonzero(self, least: str) -> str:
        """Σ(α·w) as a fraction of white; 1 where it is as good as 0."""
        return f"np.where(np.abs(weight) <= {least}, 1, weight / {self.white})"

    def _after(self, place: Place) -> list[str]:
        """What becomes of alpha, once the colours are summed."""
        if place.alpha == "filtered":
            return self.summed(place, "alpha", place.outside * self.job.full_range)
        return self.alpha_lines(place)


def _least_alpha(place: Place, full_range: float) -> float:
    """What Σ(α·w) must exceed, once it is divided, to count as not 0."""
    layer = place.layer
    assert isinstance(layer, Convolution)  # noqa: S101 - banks keep alpha as it is
    least = LayerSums(layer, place.below.colours, True, full_range).least_alpha
    return least / abs(layer.kernel.divisor)
