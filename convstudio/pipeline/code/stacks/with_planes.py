"""A stack for libraries that slide one plane of weights at a time: SciPy, scikit-image, OpenCV.

Their sums take the place of NumPy's; padding, pooling and all else are NumPy's as before.
"""

from __future__ import annotations

from convstudio.pipeline.code.program import Files, pillow_files, python_program
from convstudio.pipeline.code.stacks.arrays import StackArrays
from convstudio.pipeline.code.stacks.stack import Stack
from convstudio.pipeline.code.stacks.texts import PLANES_BANK, PLANES_EACH
from convstudio.pipeline.code.steps import Code
from convstudio.pipeline.code.with_opencv import opencv_files
from convstudio.pipeline.code.with_skimage import skimage_files

_SCIPY = '''def correlate(values, kernel):
    """The sums where the kernel lies wholly on (rows, columns)."""
    (rows, columns), (height, width) = values.shape, kernel.shape
    sums = ndimage.correlate(values, kernel)[height // 2 :, width // 2 :]
    return sums[: rows - height + 1, : columns - width + 1]'''
_SKIMAGE = '''def correlate(values, kernel):
    """The sums where the kernel lies wholly on (rows, columns); weights of 0 cost nothing."""
    return filters.correlate_sparse(values, kernel, mode="valid")'''
_OPENCV = '''def correlate(values, kernel):
    """The sums where the kernel lies wholly on (rows, columns)."""
    (rows, columns), (height, width) = values.shape, kernel.shape
    sums = cv2.filter2D(np.ascontiguousarray(values), cv2.CV_64F, kernel, anchor=(0, 0))
    return sums[: rows - height + 1, : columns - width + 1]'''


def write_scipy(job: Stack) -> Code:
    """The stack as a program for SciPy."""
    return _written(job, _SCIPY, ("from scipy import ndimage",), pillow_files(job))


def write_skimage(job: Stack) -> Code:
    """The stack as a program for scikit-image."""
    return _written(job, _SKIMAGE, ("from skimage import filters, io",), skimage_files(job))


def write_opencv(job: Stack) -> Code:
    """The stack as a program for OpenCV."""
    return _written(job, _OPENCV, ("import cv2",), opencv_files(job))


def _written(job: Stack, correlate: str, imports: tuple[str, ...], files: Files) -> Code:
    arrays = StackArrays(job)
    arrays.functions = {
        "correlate(": correlate,
        **arrays.functions,
        "bank(": PLANES_BANK,
        "each(": PLANES_EACH,
    }
    return python_program(arrays, files, imports)
