"""The examples in the repository are those that their scripts draw and make."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image

from convstudio.pipeline.examples import EXAMPLES, examples_folder
from convstudio.pipeline.storage.session_file import ENDING, StoredSession, read_session


def _script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, examples_folder() / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _picture(stored: StoredSession, folder: Path) -> str:
    """The picture's place, seen from the session's folder."""
    assert stored.picture is not None
    assert stored.picture.beside is not None
    return os.path.relpath(stored.picture.beside, folder)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("examples")
    _script("draw_pictures").write(folder)
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("examples")
    _script("make_sessions").write(folder)
    return folder


def test_the_tables_are_what_the_script_draws(drawn: Path) -> None:
    names = {path.name for path in examples_folder().glob("*.csv")}
    assert names == {path.name for path in drawn.glob("*.csv")}
    for name in names:
        assert (examples_folder() / name).read_text() == (drawn / name).read_text()


def test_the_digit_is_what_the_script_draws() -> None:
    with Image.open(examples_folder() / "digit.png") as image:
        assert (image.mode, image.size) == ("L", (28, 28))
        np.testing.assert_array_equal(np.asarray(image), _script("draw_pictures").digit())


def test_the_sessions_are_what_the_script_makes(made: Path) -> None:
    names = {path.name for path in examples_folder().glob(f"*{ENDING}")}
    assert names == {path.name for path in made.glob(f"*{ENDING}")}
    for name in names:
        ours, theirs = (read_session(folder / name) for folder in (examples_folder(), made))
        assert ours.pipeline == theirs.pipeline, f"run resources/examples/make_sessions.py: {name}"
        assert ours.views == theirs.views
        assert _picture(ours, examples_folder()) == _picture(theirs, made)


def test_each_example_has_a_session_and_a_text_and_nothing_is_left_over() -> None:
    names = {example.name for example in EXAMPLES}
    assert len(names) == len(EXAMPLES)
    for ending in (ENDING, ".md"):
        assert {path.stem for path in examples_folder().glob(f"*{ending}")} == names


def test_no_machine_is_named_in_them() -> None:
    for path in examples_folder().glob(f"*{ENDING}"):
        assert '"absolute": ""' in path.read_text()
