"""Where kernels/ and resources/ are: inside an installed wheel, or beside the package."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _shipped(folder: str) -> Path:
    """The folder inside the wheel, where hatchling puts it, or else the checkout's own."""
    inside_wheel = _PACKAGE / "data" / folder
    return inside_wheel if inside_wheel.is_dir() else _PACKAGE.parent / folder


def kernels_folder() -> Path:
    """The folder of preset kernels: JSON files in one folder a group."""
    return _shipped("kernels")


def resources_folder() -> Path:
    """The folder of icons, sample pictures and the style sheet."""
    return _shipped("resources")


def sample_picture(name: str) -> Path:
    """The path of a sample picture, for instance ``coffee.png``."""
    return resources_folder() / "samples" / name
