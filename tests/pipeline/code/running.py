"""Exported Python programs, run here and held against our own maps."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import Any

import numpy as np

from convstudio.imaging.picture import Picture
from convstudio.numerics.geometry import Region
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import render
from tests.pipeline.code.cases import Values, code_of, plain

# Keras itself would ask for TensorFlow.
os.environ.setdefault("KERAS_BACKEND", "jax" if find_spec("jax") else "torch")


def ours(pipeline: Pipeline, picture: Picture) -> Values:
    """Our map, (rows, columns) or (rows, columns, samples), alpha last."""
    rows, columns = pipeline.output_size((picture.height, picture.width))
    found = render(pipeline, picture, Region(0, 0, rows, columns))
    values = found.values.astype(np.float64)
    if found.alpha is not None:
        values = np.dstack([values, found.alpha.astype(np.float64)])
    return values[..., 0] if values.shape[2] == 1 else values


def theirs(pipeline: Pipeline, target: str, picture: Picture) -> Values:
    """What the exported ``feature_map`` makes of the picture."""
    names: dict[str, Any] = {"__name__": "exported"}
    exec(code_of(pipeline, target, picture).text, names)  # noqa: S102 - it is what is tested
    if target == "libvips":
        image = names["pyvips"].Image.new_from_array(picture.pixels)
        return np.asarray(names["feature_map"](image).numpy(), np.float64)
    return np.asarray(names["feature_map"](plain(picture)), np.float64)


def bound(pipeline: Pipeline, picture: Picture, digits: float) -> float:
    """How far two maps may be apart: this share of the largest value that there could be."""
    largest = picture.full_range
    for layer in pipeline.layers:
        gain = float(np.abs(layer.kernel.array).sum() / abs(layer.kernel.divisor))
        reach = max(abs(layer.border_value), 1) * max(gain, 1)
        largest *= reach * (3 if layer.channels == "sum" else 1)
        largest += abs(layer.bias) * picture.full_range
    return digits * largest
