"""Which module writes a stack for which program, and what is written where none can."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from convstudio.pipeline.code.stacks.network import takes_only_colours
from convstudio.pipeline.code.stacks.stack import Stack
from convstudio.pipeline.code.steps import Code, Job

# Each is loaded when it is asked for.
_WRITERS = {
    "numpy": ("with_numpy", "write"),
    "scipy": ("with_planes", "write_scipy"),
    "skimage": ("with_planes", "write_skimage"),
    "opencv": ("with_planes", "write_opencv"),
    "pytorch": ("with_torch", "write"),
    "keras": ("with_keras", "write"),
}
_NETWORKS = {"pytorch": "PyTorch", "keras": "Keras"}


def write_stack(job: Stack, target: str, plain: Callable[[Job, str], Code]) -> Code:
    """The stack as code for a target.

    Args:
        plain: writes pipelines of convolutions with one kernel each.
    """
    if target in _NETWORKS and not takes_only_colours(job.places):
        told = f"NumPy does the sums: in {_NETWORKS[target]} no layer joins colours and alpha."
        code = write_stack(job, "numpy", plain)
        return Code(code.text, (told, *code.warnings))
    module, name = _WRITERS[target]
    written = importlib.import_module(f"convstudio.pipeline.code.stacks.{module}")
    write: Callable[[Stack], Code] = getattr(written, name)
    return write(job)
