"""The commands by name, each in a module of its own that is loaded when the command is asked for.

Such a module has a function that runs the command and ``build_parser``, which completion reads.
"""

from __future__ import annotations

import argparse
import importlib
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType


@dataclass(frozen=True)
class Command:
    """A command: its module and the function there that runs it, and one line on what it does."""

    module: str
    function: str
    summary: str

    def run(self, words: Sequence[str]) -> int:
        """Does what the words after its name ask for; returns the exit code."""
        run: Callable[[Sequence[str]], int] = getattr(self._loaded(), self.function)
        return run(words)

    def parser(self) -> argparse.ArgumentParser:
        """The command's own parser."""
        build: Callable[[], argparse.ArgumentParser] = self._loaded().build_parser
        return build()

    def _loaded(self) -> ModuleType:
        return importlib.import_module(f"convstudio.cli.{self.module}")


COMMANDS: dict[str, Command] = {
    "apply": Command("apply", "apply", "Filter pictures without a window."),
    "batch": Command("batch", "batch", "Filter many pictures, side by side."),
    "kernels": Command("kernels", "kernels", "List, show and convert kernels."),
    "pipeline": Command("pipeline", "pipeline", "Write a pipeline file: layers told in words."),
    "info": Command("info", "info", "Tell of a picture, or of the layers of a pipeline."),
    "desktop": Command(
        "desktop", "desktop", "Register session files with the desktop, or take that back."
    ),
    "doctor": Command("doctor", "doctor", "Tell what this machine has, and what is missing."),
    "completion": Command("completion", "completion", "Print what completes words in a shell."),
}


def commands_text(indent: int = 2) -> str:
    """The commands and what they do, a line each, for a help text."""
    width = max(map(len, COMMANDS)) + 2
    lines = [f"{name:{width}}{command.summary}" for name, command in COMMANDS.items()]
    return textwrap.indent("\n".join(lines), " " * indent)
