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

_DOCUMENTED = ("convstudio.numerics.convolution", "convstudio.kernel.notation")


def test_the_public_names_are_these() -> None:
    assert sorted(convstudio.__all__) == ["ValidationError", "conv2d", "convolution2D"]


def test_the_public_names_are_the_rooms_own() -> None:
    assert convstudio.ValidationError is errors.ValidationError
    assert convstudio.conv2d is convolution.conv2d
    assert convstudio.convolution2D is convolution.convolution2D


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
