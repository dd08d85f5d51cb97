"""OpenGL without a screen, for shaders that are exported."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def context() -> object:
    moderngl = pytest.importorskip("moderngl")
    try:
        made = moderngl.create_context(standalone=True, backend="egl")
    except Exception as error:
        pytest.skip(f"no OpenGL without a screen: {error}")
    yield made
    made.release()
