"""Finds the module that writes a pipeline for a target, and puts warnings where they are seen."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from convstudio.numerics.padding import Pair
from convstudio.pipeline.code.stacks.stack import task_of
from convstudio.pipeline.code.stacks.writers import write_stack
from convstudio.pipeline.code.steps import Code, Job
from convstudio.pipeline.code.target import Target
from convstudio.pipeline.pipeline import Pipeline

# A module of one target is named after it, but for these.
_NAMES = {"pytorch": "with_torch", "libvips": "with_pyvips"}
_COMMENTS = {"py": ("# ", ""), "sh": ("# ", ""), "svg": ("  <!-- ", " -->"), "frag": ("// ", "")}


def write(
    pipeline: Pipeline,
    target: Target,
    *,
    colours: int,
    has_alpha: bool,
    full_range: float,
    size: Pair | None,
) -> Code:
    """The code; see ``targets.write_code``.

    Raises:
        ArgumentValueError: a layer does not fit such pictures.
    """
    job = task_of(pipeline, colours=colours, has_alpha=has_alpha, full_range=full_range, size=size)
    if isinstance(job, Job):
        code = _written(job, target.identifier)
    else:
        code = write_stack(job, target, _written)
    return Code(_with_warnings(code, target.extension), code.warnings)


def _written(job: Job, target: str) -> Code:
    """Convolutions of one kernel each, as the target has them."""
    name = _NAMES.get(target, f"with_{target}")
    module = importlib.import_module(f"convstudio.pipeline.code.{name}")
    write: Callable[[Job], Code] = module.write
    return write(job)


def _with_warnings(code: Code, extension: str) -> str:
    """The text with its warnings as comments at its head, so that they go where it goes."""
    if not code.warnings:
        return code.text
    before, after = _COMMENTS[extension]
    lines = [f"{before}Not exact: {text}{after}" for text in code.warnings]
    first, rest = code.text.split("\n", 1)
    if extension == "py":
        return "\n".join([*lines, code.text])
    return "\n".join([first, *lines, rest])  # after #!, <svg> or #version
