"""The programs and languages for which a pipeline can be written down."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from convstudio.numerics import validation
from convstudio.numerics.padding import Pair
from convstudio.pipeline.code.steps import Code
from convstudio.pipeline.code.target import Target
from convstudio.pipeline.pipeline import Pipeline

TARGETS: tuple[Target, ...] = (
    Target("numpy", "NumPy", "py", "A Python program with NumPy alone."),
    Target("scipy", "SciPy", "py", "A Python program with scipy.ndimage.correlate."),
    Target("opencv", "OpenCV", "py", "A Python program with cv2.filter2D."),
    Target("pillow", "Pillow", "py", "A Python program with ImageFilter.Kernel, up to 5×5."),
    Target("skimage", "scikit-image", "py", "A Python program with filters.correlate_sparse."),
    Target("pytorch", "PyTorch", "py", "A Python program with torch.nn.functional.conv2d."),
    Target("keras", "Keras", "py", "A Python program with a model of DepthwiseConv2D layers."),
    Target("imagemagick", "ImageMagick", "sh", "A shell command with -morphology Correlate."),
    Target("gegl", "GEGL", "sh", "A shell command with gegl:convolution-matrix, up to 5×5."),
    Target("libvips", "libvips", "py", "A Python program with pyvips, libvips's own binding."),
    Target("svg", "SVG", "svg", "A picture with a filter of feConvolveMatrix."),
    Target("glsl", "GLSL", "frag", "A fragment shader, GLSL 3.30."),
)


def target_named(identifier: str) -> Target:
    """The target with that identifier.

    Raises:
        ArgumentValueError: there is none.
    """
    validation.choice(identifier, "target", tuple(target.identifier for target in TARGETS))
    return next(target for target in TARGETS if target.identifier == identifier)


def write_code(
    pipeline: Pipeline,
    target: str,
    *,
    full_range: float = 255.0,
    has_alpha: bool = False,
    colours: int = 3,
    size: Pair | None = None,
) -> Code:
    """The whole pipeline as code for another program, with what that cannot do.

    The code is for pictures of one kind, so that it holds no step that they do not need.

    Args:
        target: an identifier of TARGETS.
        full_range: the picture's white: 255, 65535 or 1.
        has_alpha: whether the picture has an alpha channel.
        colours: 1 for gray, 3 for RGB.
        size: (rows, columns) of the picture, for forms that must state it.

    Raises:
        ArgumentValueError: no such target, or a channel is asked for that the picture lacks.
    """
    # Loaded when it is asked for: the window names all targets at its start.
    writing = importlib.import_module("convstudio.pipeline.code.writing")
    write: Callable[..., Code] = writing.write
    return write(
        pipeline,
        target_named(target),
        colours=colours,
        has_alpha=has_alpha,
        full_range=full_range,
        size=size,
    )
