"""A stack for NumPy alone; Pillow reads and writes."""

from __future__ import annotations

from convstudio.pipeline.code.program import pillow_files, python_program
from convstudio.pipeline.code.stacks.arrays import StackArrays
from convstudio.pipeline.code.stacks.stack import Stack
from convstudio.pipeline.code.steps import Code


def write(job: Stack) -> Code:
    """The stack as a program for NumPy."""
    return python_program(StackArrays(job), pillow_files(job), ())
