"""Small pictures whose every pixel is another, so that any turn or mix-up shows."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture
def gray() -> np.ndarray:
    """7×11 of 8 bits."""
    return np.arange(7 * 11, dtype=np.uint8).reshape(7, 11) * 3


@pytest.fixture
def rgb() -> np.ndarray:
    """7×11×3 of 8 bits."""
    return np.arange(7 * 11 * 3, dtype=np.uint8).reshape(7, 11, 3)


@pytest.fixture
def rgba(rgb: np.ndarray) -> np.ndarray:
    """7×11×4 of 8 bits, the alpha from 0 to 228."""
    alpha = np.arange(7 * 11, dtype=np.uint8).reshape(7, 11, 1) * 3
    return np.concatenate([rgb, alpha], axis=2)


@pytest.fixture
def gray16() -> np.ndarray:
    """7×11 of 16 bits; no two have the same upper or lower byte."""
    return (np.arange(7 * 11, dtype=np.uint16) * 811 + 5).reshape(7, 11)


@pytest.fixture
def rgb16() -> np.ndarray:
    """7×11×3 of 16 bits."""
    return (np.arange(7 * 11 * 3, dtype=np.uint16) * 283 + 5).reshape(7, 11, 3)


@pytest.fixture
def rgba16(rgb16: np.ndarray) -> np.ndarray:
    """7×11×4 of 16 bits."""
    alpha = (np.arange(7 * 11, dtype=np.uint16) * 851).reshape(7, 11, 1)
    return np.concatenate([rgb16, alpha], axis=2)
