"""Which module writes a stack for which program, and what is written where none can."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import cast

from convstudio.pipeline.code.stacks import with_glsl
from convstudio.pipeline.code.stacks.folded import folded, shortened
from convstudio.pipeline.code.stacks.network import takes_only_colours
from convstudio.pipeline.code.stacks.stack import Stack
from convstudio.pipeline.code.steps import Code, Job
from convstudio.pipeline.code.target import Target

# Each is loaded when it is asked for.
_WRITERS = {
    "numpy": ("with_numpy", "write"),
    "scipy": ("with_planes", "write_scipy"),
    "skimage": ("with_planes", "write_skimage"),
    "opencv": ("with_planes", "write_opencv"),
    "pytorch": ("with_torch", "write"),
    "keras": ("with_keras", "write"),
    "libvips": ("with_pyvips", "write"),
}
_NETWORKS = ("pytorch", "keras")


def write_stack(job: Stack, target: Target, plain: Callable[[Job, str], Code]) -> Code:
    """The stack as code for a target.

    Args:
        plain: writes pipelines of convolutions with one kernel each.
    """
    name = target.identifier
    if name in _NETWORKS and not takes_only_colours(job.places):
        told = f"NumPy does the sums: in {target.label} no layer joins colours and alpha."
        return _by_numpy(job, told)
    if name in _WRITERS:
        return _written(job, name)
    if name == "pillow" and folded(job) is None:
        told = "NumPy does the sums: Pillow's own filter slides one kernel, and this is more."
        return _by_numpy(job, told)

    def write(task: Job | Stack) -> Code | None:
        part = folded(task) if isinstance(task, Stack) else task
        if part is not None:
            return plain(part, name)
        shades = name == "glsl" and isinstance(task, Stack) and with_glsl.fits(task)
        return with_glsl.write(cast(Stack, task)) if shades else None

    return shortened(job, target.label, write)


def _by_numpy(job: Stack, told: str) -> Code:
    code = _written(job, "numpy")
    return Code(code.text, (told, *code.warnings))


def _written(job: Stack, target: str) -> Code:
    module, name = _WRITERS[target]
    written = importlib.import_module(f"convstudio.pipeline.code.stacks.{module}")
    write: Callable[[Stack], Code] = getattr(written, name)
    return write(job)
