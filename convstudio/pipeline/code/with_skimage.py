"""scikit-image: filters.correlate_sparse, which skips weights of 0."""

from __future__ import annotations

from convstudio.pipeline.code.arrays import Arrays
from convstudio.pipeline.code.program import Files, python_program
from convstudio.pipeline.code.steps import Code, Job, Step, Task

# In the words of ndimage, which correlate_sparse takes; “reflect” is not numpy's. None has a value.
_MODES = {
    "zeros": "constant",
    "edge": "nearest",
    "reflect": "mirror",
    "symmetric": "reflect",
    "wrap": "wrap",
}


def write(job: Job) -> Code:
    """The pipeline as a program for scikit-image."""
    return python_program(_Skimage(job), skimage_files(job), ("from skimage import filters, io",))


def skimage_files(job: Task) -> Files:
    """skimage.io, which reads every depth."""
    return Files(
        (),
        (f'image = io.imread("{job.input_file}")',),
        ('io.imsave("output.png", shown, check_contrast=False)',),
    )


class _Skimage(Arrays):
    def padded(self, step: Step, name: str, outside: float) -> tuple[list[str], str]:
        """correlate_sparse pads by itself where the map keeps its place."""
        return ([], name) if self._at_once(step) else super().padded(step, name, outside)

    def correlated(self, step: Step, padded: str, name: str) -> str:
        flat = name != "colour" or self.flat(step)
        kernel = f"kernel{step.suffix}" + ("" if flat else "[..., None]")
        mode = _MODES[step.layer.border] if self._at_once(step) else "valid"
        sums = f'filters.correlate_sparse({padded}, {kernel}, mode="{mode}")'
        if step.strides == (1, 1):
            return sums
        return f"{sums}[::{step.strides[0]}, ::{step.strides[1]}]"

    def _at_once(self, step: Step) -> bool:
        middle = all(c == e // 2 and e % 2 for c, e in zip(step.centre, step.extent, strict=True))
        return step.keeps_place and middle and step.layer.border in _MODES
