"""Which module writes a stack for which program, and what is written where none can."""

from __future__ import annotations

import importlib
from collections.abc import Callable

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
    if name not in _WRITERS:
        return _without(job, target, plain)
    if name in _NETWORKS and not takes_only_colours(job.places):
        told = f"NumPy does the sums: in {target.label} no layer joins colours and alpha."
        code = _written(job, "numpy")
        return Code(code.text, (told, *code.warnings))
    return _written(job, name)


def _written(job: Stack, target: str) -> Code:
    module, name = _WRITERS[target]
    written = importlib.import_module(f"convstudio.pipeline.code.stacks.{module}")
    write: Callable[[Stack], Code] = getattr(written, name)
    return write(job)


def _without(job: Stack, target: Target, plain: Callable[[Job, str], Code]) -> Code:
    """As convolutions of one kernel each; for Pillow, where it is more, as NumPy's program."""
    whole = folded(job)
    if whole is not None:
        return plain(whole, target.identifier)
    if target.identifier == "pillow":
        told = "NumPy does the sums: Pillow's own filter has no banks, pooling or maps."
        code = _written(job, "numpy")
        return Code(code.text, (told, *code.warnings))
    part, words = shortened(job, target.label)
    code = plain(part, target.identifier)
    return Code(code.text, (*words, *code.warnings))
