"""``convstudio kernels convert``: a kernel in another text form, or as code for another program."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from convstudio.cli.formatter import Formatter
from convstudio.cli.kernel_listing import Commands, Run
from convstudio.cli.pictures import picture_from
from convstudio.cli.pipeline_options import add_pipeline_options, pipeline_chosen
from convstudio.cli.telling import tell
from convstudio.errors import CodeFileError, ValidationError
from convstudio.kernel.notation import FORMS, Written, write
from convstudio.pipeline.code import TARGETS, write_code
from convstudio.pipeline.pipeline import Bank, Pipeline
from convstudio.pipeline.text_settings import settings_of

_TO = "\n".join(["The form of the text:", *(f"{form.identifier}: {form.tip}" for form in FORMS)])
_CODE = "\n".join(
    [
        "A program, of the whole pipeline:",
        *(f"{target.identifier}: {target.help}" for target in TARGETS),
    ]
)
_LIKE = """A picture of the kind that the code is for: its bits, colours, alpha and size.
(default: 8-bit RGB)"""


def add_convert(commands: Commands) -> tuple[argparse.ArgumentParser, Run]:
    """The parser of ``convert``, and what runs it."""
    parser = commands.add_parser(
        "convert",
        help="Write a kernel in a form of another program, or as code.",
        usage="%(prog)s [options] KERNEL (--to FORM | --code PROGRAM)",
        description="Writes a kernel in the form of another program, or the whole pipeline as code "
        "for it. What the form cannot say is told on standard error.",
        formatter_class=Formatter,
    )
    forms = parser.add_mutually_exclusive_group(required=True)
    forms.add_argument(
        "--to", choices=[form.identifier for form in FORMS], metavar="FORM", help=_TO
    )
    forms.add_argument(
        "--code",
        choices=[target.identifier for target in TARGETS],
        metavar="PROGRAM",
        help=_CODE,
    )
    parser.add_argument("--like", metavar="PICTURE", help=_LIKE)
    parser.add_argument(
        "-o", "--output", metavar="FILE", default="-", help="The file to write.\n(default: -, "
        "standard output)",
    )  # fmt: skip
    add_pipeline_options(parser, kernel_first=True, viewing=False)
    return parser, _convert


def _convert(chosen: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    if chosen.like is not None and chosen.to is not None:
        parser.error("--like is for --code: a text form is the same for every picture")
    try:
        pipeline = pipeline_chosen(chosen)
    except ValidationError as error:
        parser.error(str(error))
    written = _code(pipeline, chosen) if chosen.to is None else _text(pipeline, chosen.to)
    text = written.text if written.text.endswith("\n") else f"{written.text}\n"
    if chosen.output == "-":
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
    else:
        _save(Path(chosen.output), text)
    for warning in written.warnings:
        tell(warning)
    return 0


def _text(pipeline: Pipeline, form: str) -> Written:
    more = len(pipeline.layers) - 1
    written = write(form, settings_of(pipeline))
    lost = [f"The form holds the first of {more + 1} layers."] if more else []
    first = pipeline.layers[0]
    if isinstance(first, Bank):
        kernels = sum(len(one.planes) for one in first.filters)
        lost += [f"The form holds the first of the layer's {kernels} kernels."] * (kernels > 1)
    return Written(written.text, (*written.warnings, *lost))


def _code(pipeline: Pipeline, chosen: argparse.Namespace) -> Written:
    if chosen.like is None:
        code = write_code(pipeline, chosen.code)
    else:
        picture = picture_from(chosen.like)
        code = write_code(
            pipeline,
            chosen.code,
            full_range=picture.full_range,
            has_alpha=picture.has_alpha,
            colours=picture.colour.shape[2],
            size=(picture.height, picture.width),
        )
    return Written(code.text, code.warnings)


def _save(path: Path, text: str) -> None:
    from convstudio.atomic import atomic_file, reason  # noqa: PLC0415 - where a file is written

    try:
        with atomic_file(path) as file:
            file.write(text.encode())
    except (OSError, ValueError) as error:  # the latter of a name with a null character
        told = reason(error) if isinstance(error, OSError) else str(error)
        raise CodeFileError(
            f"“{path}” could not be saved: {told}.", hint="Choose another folder or name."
        ) from error
