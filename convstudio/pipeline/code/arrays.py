"""What the Python targets have in common: the steps of a pipeline as statements on arrays."""

from __future__ import annotations

from convstudio.imaging.light import LUMA
from convstudio.pipeline.code.activations import numpy_activation
from convstudio.pipeline.code.slices import centre_slices
from convstudio.pipeline.code.steps import Job, Step, number, rows_text
from convstudio.pipeline.code.texts import decode_text, encode_text, same_padding_text


class Arrays:
    """NumPy's words for every step; a target overrides those that its library has better words for.

    Colours are (rows, columns, 3) or, of one channel, (rows, columns); alpha is (rows, columns).
    Where ``keeps_axis`` is set, one channel keeps an axis of its own, and so does alpha.
    """

    np = "np"
    keeps_axis = False
    before_rows = ""  # in an index, what stands before the rows

    def __init__(self, job: Job) -> None:
        self.job = job
        self.white = number(job.full_range)

    # -- before the function ------------------------------------------------------------------

    def imports(self) -> tuple[str, ...]:
        """Modules beside those of the target."""
        return ()

    def constants(self) -> list[str]:
        """The kernel of each step."""
        return ["\n".join(self.kernel_lines(step)) for step in self.job.steps]

    def kernel_lines(self, step: Step) -> list[str]:
        """The weights as typed; then dilated and flipped where asked for."""
        name = f"kernel{step.suffix}"
        if step.dilation == (1, 1):
            lines = [f"{name} = {self.array(step.kernel.weights)}"]
        else:
            (rows, columns), (down, over) = step.extent, step.dilation
            lines = [
                f"{name} = np.zeros(({rows}, {columns}))",
                f"{name}[::{down}, ::{over}] = {self.array(step.kernel.weights)}",
            ]
        if step.layer.flip:
            lines.append(f"{name} = np.flip({name})  # turned by 180°: mathematical convolution")
        return lines

    def array(self, weights: tuple[tuple[float, ...], ...]) -> str:
        """The weights as an array of floats."""
        return "\n".join(["np.array([", *rows_text(weights, "    "), "], float)"])

    def helpers(self) -> list[str]:
        """The functions that the steps call, as many as they call."""
        steps = self.job.steps
        found = []
        if any(self._measures(step) for step in steps):
            moved = any(step.anchor_shift != (0, 0) for step in steps)
            found.append(same_padding_text(moved=moved))
        if any(step.sums.linear for step in steps):
            found.append(decode_text(self.np, self.white))
        if any(step.sums.encodes for step in steps):
            found.append(encode_text(self.np, self.white))
        return found

    def folds(self, step: Step) -> frozenset[str]:  # noqa: ARG002
        """What ``correlated`` does by itself, of divisor, bias and relu."""
        return frozenset()

    def pads_same(self, step: Step) -> bool:  # noqa: ARG002 - a target may know its library's
        """Whether the library pads by itself as the step's ``same`` asks."""
        return False

    # -- the function -------------------------------------------------------------------------

    def body(self) -> list[str]:
        """The statements of ``feature_map``, without its first and its last line."""
        lines = self.taken()
        for step in self.job.steps:
            if step.count > 1:
                lines.append(f"# Layer {step.number} of {step.count}.")
            lines += self.layer(step)
        return lines

    def taken(self) -> list[str]:
        """Colours and alpha out of the image."""
        if not self.job.has_alpha:
            return ["colour = image.astype(float)"]
        channels = "0" if self.job.colours == 1 else ":3"
        last = self.job.colours
        lines = [f"colour = image[..., {channels}].astype(float)"]
        return [*lines, f"alpha = image[..., {last}].astype(float)"]

    def layer(self, step: Step) -> list[str]:
        """One layer's statements, that leave its map in ``colour``."""
        lines = [*self.chosen(step)]
        if self._measures(step):
            lines.append(self.padding_line(step))
        if step.sums.weighted:
            lines += self.weighted(step)
        else:
            lines += self.summed_line(step, "colour", step.outside * self._shares(step))
            lines[-1] += self.terms(step)
            lines += self.activation_lines(step)
        if step.sums.encodes:
            lines.append("colour = encode(colour)")
        return lines + self.alpha_lines(step)

    def chosen(self, step: Step) -> list[str]:
        """The channels that the kernel slides over."""
        if step.layer.channels == "alpha":
            return ["colour = alpha"]
        lines = []
        if step.channel is not None:
            lines.append(f"colour = {self.one_channel(step.channel)}")
        if step.sums.linear:
            lines.append("colour = decode(colour)")
        if step.mixes:
            luminance = step.layer.channels == "luminance"
            lines.append(f"colour = {self.luma() if luminance else self.channel_sum()}")
        return lines

    def one_channel(self, index: int) -> str:
        """One channel of the colours."""
        return f"colour[..., {index}:{index + 1}]" if self.keeps_axis else f"colour[..., {index}]"

    def luma(self) -> str:
        """Rec. 709 luma of the colours."""
        shares = ", ".join(number(share) for share in LUMA)
        if self.keeps_axis:
            return f"(colour @ [{shares}])[..., None]  # luma, Rec. 709"
        return f"colour @ [{shares}]  # luma, Rec. 709"

    def channel_sum(self) -> str:
        """The sum of the colours."""
        return "colour.sum(axis=-1, keepdims=True)" if self.keeps_axis else "colour.sum(axis=-1)"

    def _measures(self, step: Step) -> bool:
        """Whether the padding depends on the picture's size, and is asked for."""
        moves_alpha = step.sums.leaves_alpha and step.layer.alpha != "filtered"
        return step.padding is None and (moves_alpha or not self.pads_same(step))

    def padding_line(self, step: Step) -> str:
        """The padding of this picture, in pixels."""
        calls = []
        for axis in (0, 1):
            shift = step.anchor_shift[axis]
            moved = f", {shift}" if shift else ""
            size = self.size("colour", axis)
            calls.append(f"same_padding({size}, {step.extent[axis]}, {step.strides[axis]}{moved})")
        return f"padding = {calls[0]}, {calls[1]}"

    def size(self, name: str, axis: int) -> str:
        """The rows (0) or columns (1) of an array."""
        return f"{name}.shape[{axis}]"

    def summed_line(self, step: Step, name: str, outside: float) -> list[str]:
        """Pads and slides the kernel over what a name holds; divisor and bias where not alpha."""
        lines, padded = self.padded(step, name, outside)
        if name == "colour":
            lines += self.exact_lines(step, padded)
        return [*lines, f"{name} = {self.correlated(step, padded, name)}"]

    def padded(self, step: Step, name: str, outside: float) -> tuple[list[str], str]:
        """Statements that pad, and the name or expression of what came out."""
        if step.padding == ((0, 0), (0, 0)):
            return [], name
        call = self.pad_call(step, name, step.layer.border, outside)
        return [f"padded = {call}"], "padded"

    def pad_call(self, step: Step, name: str, border: str, outside: float = 0.0) -> str:
        """The expression that pads what a name holds."""
        words = f', mode="{border}"' if border not in ("zeros", "constant") else ""
        words += f", constant_values={number(outside)}" if outside else ""
        return f"np.pad({name}, {self.widths(step, name)}{words})"

    def widths(self, step: Step, name: str) -> str:
        """What ``numpy.pad`` takes for the amounts."""
        flat = not self.keeps_axis and (name != "colour" or self.flat(step))
        if step.padding is None:
            return "padding" if flat else "(*padding, (0, 0))"
        (top, bottom), (left, right) = step.padding
        if flat and top == bottom == left == right:
            return str(top)
        both = f"({top}, {bottom}), ({left}, {right})"
        return f"({both})" if flat else f"({both}, (0, 0))"

    def flat(self, step: Step) -> bool:
        """Whether the colours have no axis of channels, once they are picked."""
        return step.mixed == 1 and not self.keeps_axis

    def exact_lines(self, step: Step, padded: str) -> list[str]:
        """The refusal of a stride that leaves a remainder."""
        if not step.layer.exact or step.strides == (1, 1):
            return []
        tests = [
            f"({self.size(padded, axis)} - {step.extent[axis]}) % {step.strides[axis]}"
            for axis in (0, 1)
            if step.strides[axis] > 1
        ]
        return [
            f"if {' or '.join(tests)}:",
            '    raise ValueError("The stride leaves a remainder.")',
        ]

    def correlated(self, step: Step, padded: str, name: str) -> str:  # noqa: ARG002
        """The sums, of an array that is padded already."""
        strides = f", strides={step.strides}" if step.strides != (1, 1) else ""
        return f"correlate({padded}, kernel{step.suffix}{strides})"

    def terms(self, step: Step) -> str:
        """Divisor and bias, to be written after the sums."""
        text = ""
        if step.kernel.divisor != 1 and "divisor" not in self.folds(step):
            text += f" / {number(step.kernel.divisor)}"
        if step.bias and "bias" not in self.folds(step):
            text += f" {'-' if step.bias < 0 else '+'} {number(abs(step.bias))}"
        return text

    def activation_lines(self, step: Step) -> list[str]:
        """The activation, of fractions of white where that matters."""
        name = step.layer.activation
        if name == "none" or (name == "relu" and "relu" in self.folds(step)):
            return []
        return [f"colour = {self.activation(name)}"]

    def activation(self, name: str) -> str:
        """One of the activations, of ``colour``."""
        return numpy_activation(name, self.white)

    # -- alpha --------------------------------------------------------------------------------

    def weighted(self, step: Step) -> list[str]:
        """Σ(α·w·p) / Σ(α·w); where that is 0, Σ(α·w·p) over the divisor."""
        fill = step.outside * step.layer.border_value * self._shares(step)
        alpha = "alpha" if self.flat(step) or self.keeps_axis else "alpha[..., None]"
        lines = [f"colour = colour * {alpha} / {self.white}  # colours count by their alpha"]
        lines += self.summed_line(step, "colour", fill)
        lines.append("weight = alpha")
        lines += self.summed_line(step, "weight", step.outside)
        least, divisor = number(step.sums.least_alpha), number(step.kernel.divisor)
        lines.append(f"weight = {self.nonzero(least, divisor)}")
        spread = "weight" if self.flat(step) or self.keeps_axis else "weight[..., None]"
        bias = f" {'-' if step.bias < 0 else '+'} {number(abs(step.bias))}" if step.bias else ""
        lines.append(f"colour = colour / {spread}{bias}")
        return lines + self.activation_lines(step)

    def nonzero(self, least: str, divisor: str) -> str:
        """Σ(α·w) as a fraction of white; the divisor where it is as good as 0."""
        absolute = f"{self.np}.abs(weight)"
        return f"{self.np}.where({absolute} <= {least}, {divisor}, weight / {self.white})"

    def alpha_lines(self, step: Step) -> list[str]:
        """What becomes of alpha, where it is beside the map."""
        if not step.sums.leaves_alpha:
            return []
        if step.sums.joins_alpha and not step.sums.weighted:
            lines = self.summed_line(step, "alpha", step.outside)
            if step.kernel.divisor != 1:
                lines[-1] += f" / {number(step.kernel.divisor)}"
            return lines
        return [] if step.keeps_place else self.kept_alpha(step)

    def kept_alpha(self, step: Step) -> list[str]:
        """Alpha from under the kernel's centre; beyond the picture as the border has it."""
        source, lines = "alpha", []
        if step.padding != ((0, 0), (0, 0)):
            border = step.layer.border
            border = "edge" if border in ("zeros", "constant") else border
            lines = [f"padded = {self.pad_call(step, 'alpha', border)}"]
            source = "padded"
        rows, columns = centre_slices(step)
        picked = f"{source}[{self.before_rows}{rows}, {columns}]"
        return [*lines, f"alpha = {picked}  # from under the kernel's centre"]

    def returned(self) -> str:
        """The function's result."""
        return "np.dstack([colour, alpha])" if self.job.last.sums.leaves_alpha else "colour"

    def _shares(self, step: Step) -> int:
        """How often the constant outside is counted in the sum of the channels."""
        return step.sums.colours if step.layer.channels == "sum" else 1
