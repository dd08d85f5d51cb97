"""SciPy: ndimage.correlate, which has every border."""

from __future__ import annotations

from convstudio.pipeline.code.arrays import Arrays
from convstudio.pipeline.code.program import pillow_files, python_program
from convstudio.pipeline.code.slices import inner_slices
from convstudio.pipeline.code.steps import Code, Job, Step, number

_MODES = {"edge": "nearest", "reflect": "mirror", "symmetric": "reflect", "wrap": "wrap"}


def write(job: Job) -> Code:
    """The pipeline as a program for SciPy."""
    return python_program(_SciPy(job), pillow_files(job), ("from scipy import ndimage",))


class _SciPy(Arrays):
    def padded(self, step: Step, name: str, outside: float) -> tuple[list[str], str]:
        """ndimage pads by itself where the map keeps its place."""
        return ([], name) if step.keeps_place else super().padded(step, name, outside)

    def correlated(self, step: Step, padded: str, name: str) -> str:
        flat = name != "colour" or self.flat(step)
        kernel = f"kernel{step.suffix}" + ("" if flat else "[..., None]")
        if not step.keeps_place:
            # Only places at which the kernel lies wholly on the padded picture are kept.
            return f"ndimage.correlate({padded}, {kernel}){inner_slices(step)}"
        words = f', mode="{_MODES.get(step.layer.border, "constant")}"'
        outside = step.outside * self._shares(step) if name == "colour" else step.outside
        if step.sums.weighted and name == "colour":
            outside *= step.layer.border_value
        if outside:
            words += f", cval={number(outside)}"
        origins = [c - e // 2 for c, e in zip(step.centre, step.extent, strict=True)]
        if any(origins):
            words += f", origin={(*origins, 0) if not flat else tuple(origins)}"
        return f"ndimage.correlate({padded}, {kernel}{words})"
