"""A pipeline as code for other programs: one module a target."""

from convstudio.pipeline.code.steps import Code
from convstudio.pipeline.code.target import Target
from convstudio.pipeline.code.targets import TARGETS, target_named, write_code

__all__ = ["TARGETS", "Code", "Target", "target_named", "write_code"]
