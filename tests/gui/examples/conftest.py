"""An example that is open in a studio."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from convstudio.gui.examples.examples import Examples
from convstudio.pipeline.examples import example_named


@pytest.fixture
def examples(studio) -> Examples:
    return studio.window.findChild(Examples)


@pytest.fixture
def open_example(studio, examples, qtbot) -> Callable[[str], None]:
    """Opens one by its name, and waits until it is there."""

    def opened(name: str) -> None:
        example = example_named(name)
        assert example is not None
        with qtbot.waitSignal(studio.files.session_opening.adopted):
            examples.open(example)

    return opened
