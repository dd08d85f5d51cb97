"""A whole Python program around the steps: imports, kernels, the function, reading and saving."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from typing import Protocol

from convstudio.pipeline.code.steps import Code, Task, number
from convstudio.pipeline.code.tones import saved_lines, tone_lines, tone_warnings


@dataclass(frozen=True)
class Files:
    """How a program reads and saves pictures: statements that make ``image`` and keep ``shown``."""

    imports: tuple[str, ...]
    reading: tuple[str, ...]
    saving: tuple[str, ...]
    warnings: tuple[str, ...] = field(default=())


class Arrays(Protocol):
    """What writes the statements of a program."""

    @property
    def job(self) -> Task: ...

    def imports(self) -> tuple[str, ...]:
        """Beside those of the target."""

    def constants(self) -> list[str]:
        """The weights of each layer."""

    def helpers(self) -> list[str]:
        """The functions that the statements call."""

    def body(self) -> list[str]:
        """The statements of ``feature_map``, without its last."""

    def returned(self) -> str:
        """Its result."""


# Samples stand in one row or one column; of the map each channel is a column.
_SIGNAL = Files(
    (),
    ('image = np.loadtxt("input.csv", delimiter=",").reshape(1, -1)',),
    ('np.savetxt("output.csv", result.reshape(result.shape[1], -1), delimiter=",")',),
)


def python_program(
    arrays: Arrays,
    files: Files,
    imports: tuple[str, ...],
    helpers: tuple[str, ...] = (),
    warnings: tuple[str, ...] = (),
) -> Code:
    """The program of a target.

    Args:
        imports: the target's own, besides NumPy and those of the files.
        helpers: functions of the target, that the steps call.
    """
    job = arrays.job
    files = _SIGNAL if job.is_signal else files
    modules = ("import numpy as np", *arrays.imports(), *imports, *files.imports)
    constants = arrays.constants()
    parts = [
        f'"""{job.title}."""\n\n{import_lines(modules)}\n',
        *(["\n\n".join(constants) + "\n\n"] if constants else [""]),
        *(f"{helper}\n\n" for helper in (*helpers, *arrays.helpers())),
        function_text(signature(job), [*arrays.body(), f"return {arrays.returned()}"]),
        main_text(job, files),
    ]
    return Code("\n".join(parts), tuple(warnings) + files.warnings + tuple(tone_warnings(job)))


def import_lines(lines: tuple[str, ...]) -> str:
    """Imports as isort has them: whole modules, then names from modules."""
    found = sorted(set(lines), key=lambda line: (line.startswith("from "), line.lower()))
    return "\n".join(found)


def function_text(docstring: str, body: list[str]) -> str:
    """``feature_map`` of an image."""
    return (
        f'def feature_map(image):\n    """{docstring}"""\n'
        + textwrap.indent("\n".join(body), "    ")
        + "\n\n"
    )


def signature(job: Task) -> str:
    """What goes in and what comes out, for the docstring."""
    samples, made = job.colours + job.has_alpha, job.made
    into = "(rows, columns)" if samples == 1 else f"(rows, columns, {samples})"
    maps = made.channels + made.has_alpha
    out = "(rows, columns)" if maps == 1 else f"(rows, columns, {maps})"
    return f"{into} of 0 … {number(job.full_range)} → {out}, floats in the same units."


def main_text(job: Task, files: Files) -> str:
    """The lines that read a picture, and save its map, or each of its maps, in the tone."""
    made = job.made
    if job.is_signal:
        lines = [*files.reading, "result = feature_map(image)", *files.saving]
    elif made.count > 1:
        lines = [*files.reading, "result = feature_map(image)", *_each_map(job, files)]
    else:
        lines = [*files.reading, "result = feature_map(image)"]
        if made.has_alpha:
            last = "0" if made.colours == 1 else f":{made.colours}"
            lines.append(f"colour, alpha = result[..., {last}], result[..., {made.colours}]")
        else:
            lines[-1] = "colour = feature_map(image)"
        lines += [*tone_lines(job), *saved_lines(job), *files.saving]
    return 'if __name__ == "__main__":\n' + textwrap.indent("\n".join(lines), "    ") + "\n"


def _each_map(job: Task, files: Files) -> list[str]:
    """A loop that saves every map as a picture of its own, numbered from 1."""
    made = job.made
    picked = (
        "index" if made.colours == 1 else f"{made.colours} * index : {made.colours} * index + 3"
    )
    lines = [f"colour = result[..., {picked}]"]
    if made.has_alpha:
        lines.append(f"alpha = result[..., {made.channels}]")
    lines += [*tone_lines(job), *saved_lines(job)]
    lines += [line.replace('"output.png"', 'f"output-{index + 1}.png"') for line in files.saving]
    return [f"for index in range({made.count}):", *(f"    {line}" for line in lines)]


def pillow_files(job: Task) -> Files:
    """Pillow for 8 bits; tifffile where Pillow would cut colour to 8."""
    saving = ('Image.fromarray(shown).save("output.png")',)
    if job.full_range != 255:
        reading = (f'image = tifffile.imread("{job.input_file}")',)
        return Files(("import tifffile", "from PIL import Image"), reading, saving)
    reading = (f'image = np.asarray(Image.open("{job.input_file}").convert("{job.mode}"))',)
    return Files(("from PIL import Image",), reading, saving)
