"""What `import convstudio` offers, and that the examples in the documentation are true."""

from __future__ import annotations

import doctest
import importlib
import subprocess
import sys

import numpy as np
import pytest

import convstudio
from convstudio import errors
from convstudio.numerics import convolution

_DOCUMENTED = (
    "convstudio.kernel.notation.numbers",
    "convstudio.numerics.activations",
    "convstudio.numerics.borders",
    "convstudio.numerics.convolution",
    "convstudio.numerics.dtypes",
    "convstudio.numerics.layers",
    "convstudio.numerics.layout",
    "convstudio.numerics.padding",
    "convstudio.numerics.pooling",
    "convstudio.numerics.sizes",
)


def test_the_public_names_are_these() -> None:
    assert convstudio.__all__ == [
        "ValidationError",
        "absolute",
        "avg_pool2d",
        "conv1d",
        "conv2d",
        "convolution2D",
        "explain",
        "im2col",
        "leaky_relu",
        "locally_connected2d",
        "max_pool2d",
        "output_size",
        "parameter_count",
        "receptive_field",
        "relu",
        "same_padding",
        "sigmoid",
        "softmax",
        "tanh",
    ]
    assert all(hasattr(convstudio, name) for name in convstudio.__all__)


def test_the_public_names_are_the_rooms_own() -> None:
    assert convstudio.ValidationError is errors.ValidationError
    assert convstudio.conv1d is convolution.conv1d
    assert convstudio.conv2d is convolution.conv2d
    assert convstudio.convolution2D is convolution.convolution2D
    assert convstudio.explain is convolution.explain


@pytest.mark.parametrize("name", _DOCUMENTED)
def test_the_examples_in_the_docstrings_are_true(name: str) -> None:
    module = importlib.import_module(name)
    results = doctest.testmod(module, extraglobs={"np": np})
    assert results.attempted > 0
    assert results.failed == 0


def test_importing_the_package_loads_numpy_and_neither_qt_nor_file_formats() -> None:
    code = (
        "import sys, convstudio; "
        "print([m for m in ('PySide6', 'PIL', 'tifffile', 'msgspec') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
