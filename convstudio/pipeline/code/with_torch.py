"""PyTorch: F.pad and F.conv2d, one group a channel."""

from __future__ import annotations

from convstudio.pipeline.code.arrays import Arrays
from convstudio.pipeline.code.program import pillow_files, python_program
from convstudio.pipeline.code.steps import Code, Job, Step, number, rows_text

_MODES = {"edge": "replicate", "reflect": "reflect", "wrap": "circular"}
_PAD = '''def pad(values, amounts, mode):
    """Rows and columns are picked by their index: F.pad cannot mirror about the edge, nor pad by
    more than there is."""
    left, right, top, bottom = amounts
    rows = np.pad(np.arange(values.shape[2]), (top, bottom), mode=mode)
    columns = np.pad(np.arange(values.shape[3]), (left, right), mode=mode)
    return values[:, :, rows][:, :, :, columns]'''


def write(job: Job) -> Code:
    """The pipeline as a program for PyTorch."""
    by_index = any(_by_index(job, step) for step in job.steps)
    return python_program(
        _Torch(job),
        pillow_files(job),
        ("import torch", "import torch.nn.functional as F"),
        (_PAD,) if by_index else (),
    )


def _by_index(job: Job, step: Step) -> bool:
    """Whether F.pad cannot do it: mirror about the edge, or repeat a picture several times."""
    border = step.layer.border
    return border == "symmetric" or (border == "wrap" and job.pads_afar(step.number))


class _Torch(Arrays):
    """Tensors of (1, channels, rows, columns)."""

    np = "torch"
    keeps_axis = True
    before_rows = ":, :, "

    def kernel_lines(self, step: Step) -> list[str]:
        name = f"kernel{step.suffix}"
        rows = "\n".join(rows_text(step.kernel.weights, "    "))
        lines = [f"{name} = torch.tensor([\n{rows}\n], dtype=torch.float64)"]
        if step.layer.flip:
            lines.append(f"{name} = {name}.flip(0, 1)  # turned by 180°: mathematical convolution")
        return lines

    def taken(self) -> list[str]:
        if self.job.colours == 1 and not self.job.has_alpha:
            return ["colour = torch.tensor(image.astype(float))[None, None]"]
        planes = "torch.tensor(image.astype(float)).permute(2, 0, 1)[None]"
        if not self.job.has_alpha:
            return [f"colour = {planes}"]
        last = self.job.colours
        return [f"planes = {planes}", f"colour, alpha = planes[:, :{last}], planes[:, {last}:]"]

    def one_channel(self, index: int) -> str:
        return f"colour[:, {index}:{index + 1}]"

    def luma(self) -> str:
        return "0.2126 * colour[:, :1] + 0.7152 * colour[:, 1:2] + 0.0722 * colour[:, 2:]"

    def channel_sum(self) -> str:
        return "colour.sum(dim=1, keepdim=True)"

    def size(self, name: str, axis: int) -> str:
        return f"{name}.shape[{axis + 2}]"

    def padded(self, step: Step, name: str, outside: float) -> tuple[list[str], str]:
        """conv2d pads with zeros by itself, the same on both sides."""
        return ([], name) if self._at_once(step) else super().padded(step, name, outside)

    def pad_call(self, step: Step, name: str, border: str, outside: float = 0.0) -> str:
        if step.padding is None:
            amounts = "(*padding[1], *padding[0])"
        else:
            vertical, horizontal = step.padding
            amounts = str((*horizontal, *vertical))
        if border == step.layer.border and _by_index(self.job, step):
            return f'pad({name}, {amounts}, "{border}")'
        words = f', mode="{_MODES[border]}"' if border in _MODES else ""
        words += f", value={number(outside)}" if outside else ""
        return f"F.pad({name}, {amounts}{words})"

    def correlated(self, step: Step, padded: str, name: str) -> str:
        count = step.mixed if name == "colour" else 1
        kernel = f"kernel{step.suffix}"
        words = "[None, None]" if count == 1 else f".expand({count}, 1, -1, -1), groups={count}"
        if step.strides != (1, 1):
            words += f", stride={step.strides}"
        if step.dilation != (1, 1):
            words += f", dilation={step.dilation}"
        if self._at_once(step) and step.padding is not None:
            words += f", padding={(step.padding[0][0], step.padding[1][0])}"
        return f"F.conv2d({padded}, {kernel}{words})"

    def _at_once(self, step: Step) -> bool:
        if step.padding is None or step.padding == ((0, 0), (0, 0)) or step.outside:
            return False
        even = all(before == after for before, after in step.padding)
        return even and step.layer.border in ("zeros", "constant")

    def activation(self, name: str) -> str:
        return {
            "relu": "F.relu(colour)",
            "leaky_relu": "F.leaky_relu(colour, 0.01)",
            "sigmoid": f"{self.white} * torch.sigmoid(colour / {self.white})",
            "tanh": f"{self.white} * torch.tanh(colour / {self.white})",
            "absolute": "colour.abs()",
        }[name]

    def returned(self) -> str:
        if self.job.last.sums.leaves_alpha:
            return "torch.cat([colour, alpha], 1)[0].permute(1, 2, 0).numpy()"
        if self.job.last.mixed == 1:
            return "colour[0, 0].numpy()"
        return "colour[0].permute(1, 2, 0).numpy()"
