"""Pictures in a folder, a pipeline in a file, and a batch of the two."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convstudio.cli import main
from convstudio.kernel.library import shipped_library
from convstudio.pipeline.pipeline import Convolution, Pipeline
from convstudio.pipeline.storage.pipeline_file import write_pipeline


@pytest.fixture
def pipeline_file(tmp_path: Path) -> Path:
    path = tmp_path / "edges.json"
    write_pipeline(Pipeline((Convolution(shipped_library().named("sobel-y")),)), path)
    return path


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Three gray pictures of 9×12."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for seed, name in enumerate(("a.png", "b.png", "c.png")):
        pixels = np.random.default_rng(seed).integers(0, 256, (9, 12), np.uint8)
        Image.fromarray(pixels).save(folder / name)
    return folder


@pytest.fixture
def batch(tmp_path: Path) -> Callable[..., int]:
    """Runs it into the folder ``out``."""

    def run(*words: object) -> int:
        return main(["batch", *map(str, words), "-o", str(tmp_path / "out")])

    return run
