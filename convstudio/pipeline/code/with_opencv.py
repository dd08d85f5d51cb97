"""OpenCV: copyMakeBorder and filter2D. Its pictures are BGR; the program turns them to RGB."""

from __future__ import annotations

from convstudio.pipeline.code.arrays import Arrays
from convstudio.pipeline.code.program import Files, python_program
from convstudio.pipeline.code.steps import Code, Job, Step, Task, number

_BORDERS = {
    "zeros": "cv2.BORDER_CONSTANT",
    "constant": "cv2.BORDER_CONSTANT",
    "edge": "cv2.BORDER_REPLICATE",
    "reflect": "cv2.BORDER_REFLECT_101",
    "symmetric": "cv2.BORDER_REFLECT",
    "wrap": "cv2.BORDER_WRAP",
}


def write(job: Job) -> Code:
    """The pipeline as a program for OpenCV."""
    return python_program(_OpenCV(job), opencv_files(job), ("import cv2",))


class _OpenCV(Arrays):
    def kernel_lines(self, step: Step) -> list[str]:
        flipped = f"cv2.flip(kernel{step.suffix}, -1)"
        return [
            line.replace(f"np.flip(kernel{step.suffix})", flipped)
            for line in super().kernel_lines(step)
        ]

    def padded(self, step: Step, name: str, outside: float) -> tuple[list[str], str]:
        """filter2D pads where the map keeps its place, but cannot wrap nor hold a value."""
        if self._at_once(step) or step.padding == ((0, 0), (0, 0)):
            return [], name
        if step.padding is None:
            amounts = "*padding[0], *padding[1]"
        else:
            amounts = ", ".join(str(amount) for sides in step.padding for amount in sides)
        value = ""
        if outside:
            flat = name != "colour" or self.flat(step)
            value = f", value={number(outside) if flat else '(' + number(outside) + ',) * 3'}"
        border = _BORDERS[step.layer.border]
        return [f"padded = cv2.copyMakeBorder({name}, {amounts}, {border}{value})"], "padded"

    def correlated(self, step: Step, padded: str, name: str) -> str:  # noqa: ARG002
        kernel = f"kernel{step.suffix}"
        if self._at_once(step):
            anchor = ""
            if step.centre != (step.extent[0] // 2, step.extent[1] // 2):
                anchor = f", anchor=({step.centre[1]}, {step.centre[0]})"
            border = _BORDERS[step.layer.border]
            return f"cv2.filter2D({padded}, cv2.CV_64F, {kernel}{anchor}, borderType={border})"
        return f"cv2.filter2D({padded}, cv2.CV_64F, {kernel}, anchor=(0, 0)){_kept(step)}"

    def _at_once(self, step: Step) -> bool:
        return step.keeps_place and step.layer.border != "wrap" and not step.outside


def _kept(step: Step) -> str:
    """The slices of the places at which the kernel lies wholly on the padded picture."""
    parts = []
    for extent, stride in zip(step.extent, step.strides, strict=True):
        last = f"{1 - extent}" if extent > 1 else ""
        parts.append(f":{last}{f':{stride}' if stride > 1 else ''}")
    return "" if parts == [":", ":"] else f"[{parts[0]}, {parts[1]}]"


def opencv_files(job: Task) -> Files:
    """Read as stored; colours as RGB(A), gray alone or with alpha."""
    reading = [f'image = cv2.imread("{job.input_file}", cv2.IMREAD_UNCHANGED)']
    if job.colours == 3:
        turned = "cv2.COLOR_BGRA2RGBA" if job.has_alpha else "cv2.COLOR_BGR2RGB"
        reading.append(f"image = cv2.cvtColor(image, {turned})")
    elif job.has_alpha:
        reading.append("image = image[..., [0, 3]]  # gray comes as blue, green, red and alpha")
    shown = "shown"
    if job.made.has_alpha:
        shown = "cv2.cvtColor(shown, cv2.COLOR_RGBA2BGRA)"
    elif job.made.colours == 3 and not job.tone.one_number:
        shown = "cv2.cvtColor(shown, cv2.COLOR_RGB2BGR)"
    return Files((), tuple(reading), (f'cv2.imwrite("output.png", {shown})',))
