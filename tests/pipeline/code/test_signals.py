"""Programs for signals: one row or column of numbers goes in, a column for each map comes out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from convstudio.imaging.picture import Picture
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.code import write_code
from convstudio.pipeline.pipeline import Convolution, Pipeline, Pooling
from tests.pipeline.code.running import ours
from tests.pipeline.code.stacks.cases import bank

BUMP = (0, 0, 0, 1, 1, 0, 0, 0)
MODULES = {"numpy": "numpy", "scipy": "scipy", "skimage": "skimage", "opencv": "cv2"}
MODULES |= {"libvips": "pyvips", "pytorch": "torch", "keras": "keras"}
SPIKE = Convolution(Kernel(((0, 1, 0),)), padding="valid")
STACK = Pipeline((bank(2, 1, (1, 3)), Pooling("max", (1, 2), (1, 2))))


def run(pipeline: Pipeline, target: str, folder: Path, samples: str) -> object:
    """What output.csv holds."""
    code = write_code(pipeline, target, colours=1, size=(1, len(BUMP)))
    (folder / "code.py").write_text(code.text, "utf-8")
    (folder / "input.csv").write_text(samples, "utf-8")
    done = subprocess.run(
        [sys.executable, "code.py"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return np.loadtxt(folder / "output.csv", delimiter=",", ndmin=2)


@pytest.mark.parametrize("target", MODULES)
def test_the_bump_in_a_column(target: str, tmp_path: Path) -> None:
    pytest.importorskip(MODULES[target])
    found = run(Pipeline((SPIKE,)), target, tmp_path, "\n".join(map(str, BUMP)) + "\n")
    np.testing.assert_allclose(found, [[0], [0], [1], [1], [0], [0]], atol=1e-6)


@pytest.mark.parametrize("target", MODULES)
def test_maps_of_a_row(target: str, tmp_path: Path) -> None:
    pytest.importorskip(MODULES[target])
    found = run(STACK, target, tmp_path, ",".join(map(str, BUMP)) + "\n")
    picture = Picture(np.array(BUMP, np.uint8)[None, :, None])
    np.testing.assert_allclose(found, ours(STACK, picture)[0], rtol=1e-5, atol=1e-4)


def test_pictures_of_one_row_in_colours_are_pictures() -> None:
    assert "input.png" in write_code(Pipeline((SPIKE,)), "numpy", colours=3, size=(1, 8)).text
