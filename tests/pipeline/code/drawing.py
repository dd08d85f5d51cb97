"""Exported shaders, drawn pass by pass."""

from __future__ import annotations

import numpy as np

from convstudio.imaging.picture import Picture
from convstudio.numerics.geometry import Axis
from convstudio.pipeline.code.stacks.folded import folded
from convstudio.pipeline.code.stacks.stack import task_of
from convstudio.pipeline.code.steps import Job
from convstudio.pipeline.pipeline import Pipeline
from tests.pipeline.code.cases import Values, code_of


def drawn(context, pipeline: Pipeline, picture: Picture) -> Values:
    """(rows, columns, 4) of 0 … 1 that the last pass draws; gray is in red, green and blue."""
    text = code_of(pipeline, "glsl", picture).text
    values = picture.pixels.astype(np.float32) / np.float32(picture.full_range)
    colours = picture.colour.shape[2]
    rgba = np.ones((picture.height, picture.width, 4), np.float32)
    rgba[..., :3] = values[..., :colours]
    if picture.has_alpha:
        rgba[..., 3] = values[..., -1]
    for number, (down, over) in enumerate(_passes(pipeline, picture), start=1):
        shader = text.replace("#define PASS 1 ", f"#define PASS {number} ")
        rgba = _drawn(context, shader, rgba, (down.output, over.output))
    return rgba


def _passes(pipeline: Pipeline, picture: Picture) -> tuple[tuple[Axis, Axis], ...]:
    """The axes of each pass: of each layer that is on, or of as few as say the same."""
    task = task_of(
        pipeline,
        colours=picture.colour.shape[2],
        has_alpha=picture.has_alpha,
        full_range=picture.full_range,
        size=None,
    )
    job = task if isinstance(task, Job) else folded(task)
    layers = pipeline.layers if job is None else tuple(step.layer for step in job.steps)
    return Pipeline(layers).axes((picture.height, picture.width))


def _drawn(context, shader: str, rgba, shape: tuple[int, int]):
    """One pass: a triangle over a float target of (rows, columns)."""
    vertices = "#version 330 core\nin vec2 at; void main() { gl_Position = vec4(at, 0, 1); }"
    program = context.program(vertex_shader=vertices, fragment_shader=shader)
    size = rgba.shape[1], rgba.shape[0]
    texture = context.texture(size, 4, np.ascontiguousarray(rgba).tobytes(), dtype="f4")
    target = context.texture(shape[::-1], 4, dtype="f4")
    frame = context.framebuffer([target])
    frame.use()
    texture.use(0)
    corners = context.buffer(np.array([-1, -1, 3, -1, -1, 3], np.float32).tobytes())
    context.vertex_array(program, [(corners, "2f", "at")]).render(vertices=3)
    return np.frombuffer(target.read(), np.float32).reshape(*shape, 4)
