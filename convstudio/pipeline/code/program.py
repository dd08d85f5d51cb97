"""A whole Python program around the steps: imports, kernels, the function, reading and saving."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field

from convstudio.pipeline.code.arrays import Arrays
from convstudio.pipeline.code.steps import Code, Job, number
from convstudio.pipeline.code.tones import saved_lines, tone_lines, tone_warnings


@dataclass(frozen=True)
class Files:
    """How a program reads and saves pictures: statements that make ``image`` and keep ``shown``."""

    imports: tuple[str, ...]
    reading: tuple[str, ...]
    saving: tuple[str, ...]
    warnings: tuple[str, ...] = field(default=())


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
    kernels = ["\n".join(arrays.kernel_lines(step)) for step in job.steps]
    parts = [
        f'"""{job.title}."""\n\n{import_lines(("import numpy as np", *imports, *files.imports))}\n',
        "\n\n".join(kernels) + "\n\n",
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


def signature(job: Job) -> str:
    """What goes in and what comes out, for the docstring."""
    samples = job.colours + job.has_alpha
    into = "(rows, columns)" if samples == 1 else f"(rows, columns, {samples})"
    maps = job.last.mixed + job.last.sums.leaves_alpha
    out = "(rows, columns)" if maps == 1 else f"(rows, columns, {maps})"
    return f"{into} of 0 … {number(job.full_range)} → {out}, floats in the same units."


def main_text(job: Job, files: Files) -> str:
    """The lines that read a picture, and save its map in the tone."""
    maps = job.last.mixed
    lines = [*files.reading, "result = feature_map(image)"]
    if job.last.sums.leaves_alpha:
        last = "0" if maps == 1 else f":{maps}"
        lines.append(f"colour, alpha = result[..., {last}], result[..., {maps}]")
    else:
        lines[-1] = "colour = feature_map(image)"
    lines += [*tone_lines(job), *saved_lines(job), *files.saving]
    return 'if __name__ == "__main__":\n' + textwrap.indent("\n".join(lines), "    ") + "\n"


def pillow_files(job: Job) -> Files:
    """Pillow for 8 bits; tifffile where Pillow would cut colour to 8."""
    saving = ('Image.fromarray(shown).save("output.png")',)
    if job.full_range != 255:
        reading = (f'image = tifffile.imread("{job.input_file}")',)
        return Files(("import tifffile", "from PIL import Image"), reading, saving)
    reading = (f'image = np.asarray(Image.open("{job.input_file}").convert("{job.mode}"))',)
    return Files(("from PIL import Image",), reading, saving)
