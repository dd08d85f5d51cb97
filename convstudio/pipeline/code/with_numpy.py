"""NumPy alone; Pillow reads and writes."""

from __future__ import annotations

from convstudio.pipeline.code.arrays import Arrays
from convstudio.pipeline.code.program import pillow_files, python_program
from convstudio.pipeline.code.steps import Code, Job

_CORRELATE = '''def correlate(values, kernel{argument}):
    """Slides the kernel over the values: at each place the sum of their products."""
    windows = np.lib.stride_tricks.sliding_window_view(values, kernel.shape, axis=(0, 1))
    return np.einsum("...ij,ij", {windows}, kernel)'''


def write(job: Job) -> Code:
    """The pipeline as a program for NumPy."""
    return python_program(Arrays(job), pillow_files(job), (), (correlate_text(job),))


def correlate_text(job: Job) -> str:
    """The function that slides a kernel, with strides where a layer has them."""
    if all(step.strides == (1, 1) for step in job.steps):
        return _CORRELATE.format(argument="", windows="windows")
    return _CORRELATE.format(
        argument=", strides=(1, 1)", windows="windows[:: strides[0], :: strides[1]]"
    )
