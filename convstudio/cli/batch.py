"""``convstudio batch``: one pipeline on many pictures, side by side, without Qt."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from types import FrameType

from convstudio.cli import options
from convstudio.cli.batch_names import INPUTS, template_chosen
from convstudio.cli.batch_progress import Progress
from convstudio.cli.formatter import Formatter, Parser
from convstudio.cli.layer_options import kept_maps, require_choice
from convstudio.cli.output_options import add_output_options
from convstudio.cli.pictures import STREAM, names_from_input
from convstudio.cli.pipeline_options import add_pipeline_options, pipeline_chosen
from convstudio.cli.pipeline_source import SESSION, pipeline_from
from convstudio.cli.telling import one_line, shown, tell
from convstudio.errors import ArgumentValueError, ValidationError
from convstudio.jobs.batch.inputs import find_inputs
from convstudio.jobs.batch.names import DEFAULT_TEMPLATE, FIELDS, names_map
from convstudio.jobs.batch.plan import Plan, Request, make_plan
from convstudio.jobs.batch.record import Record
from convstudio.jobs.batch.report import Report
from convstudio.jobs.batch.running import MOST_JOBS, run_batch
from convstudio.kernel.notation import parse_integer
from convstudio.paths import is_there
from convstudio.pipeline.pipeline import Pipeline

_PIPELINES = (".json", SESSION)  # the endings that no picture has
_DESCRIPTION = """Runs one pipeline on many pictures and saves their feature maps in a folder.

Pictures are worked on side by side, as many as there are cores and memory holds. One that cannot \
be read or saved is passed over and listed at the end. Each output is whole or not there, no two \
have one name, and none takes the place of a picture of the batch."""
_EXAMPLES = """examples:
  convstudio batch edges.json photos/ -o maps/
  convstudio batch my-sobel.png "scans/**/*.tif" -o maps/ --format tiff --raw
  convstudio batch gaussian-5 photos/ -r -o soft/ --name "{stem}{ending}"
  find . -name "*.png" | convstudio batch day.convstudio - -o maps/ --resume

The exit code is 0; 1 if any picture failed; 2 for wrong usage; 130 after Ctrl+C, which leaves \
whole files only: the same words with --resume go on from there."""
_PIPELINE = """What is done to each picture: a pipeline file or a session of the window, a picture \
that was saved by this program and so tells how it was made, or the name of a kernel. Options that \
are given besides change it. It is left out where --pipeline, -k, --kernel-text or --add says it; \
then only a file that ends in .json or .convstudio is one still, whose kernel is changed, or to \
which layers are added."""
_NAME = "\n".join(
    [
        "The name of each output, with fields in braces:",
        *(f"{name}: {help_}" for name, help_ in FIELDS.items()),
        "A stem that makes it longer than the 255 bytes of a file's name is cut short.",
        f"Of outputs of one name the second is numbered. (default: {DEFAULT_TEMPLATE})",
    ]
)
_RESUME = """Passes over what an earlier batch has done, where picture, pipeline and output are \
unchanged since. What is done is kept in a hidden file in the output folder."""
_JOBS = """How many pictures at once; fewer where memory would not hold them.
(default: one a core)"""


def batch(words: Sequence[str]) -> int:
    """Plans the batch, does it and tells what came of it; the same functions as the window's.

    Raises:
        ConvStudioError: what the pipeline, the inputs or the output folder refuse.
    """
    parser = build_parser()
    chosen = parser.parse_intermixed_args(options.with_negative_numbers(words))
    _sort_out(parser, chosen)
    words = [chosen.source, chosen.kernel, chosen.pipeline, *chosen.inputs]
    if words.count(STREAM) > 1:
        parser.error("- is standard input, which can be read but once")
    try:
        template, output = template_chosen(chosen)
        pipeline = _pipeline(chosen)
        if not names_map(template) or pipeline.map is not None:
            require_choice(pipeline, kept_maps(chosen))
    except ValidationError as error:
        parser.error(str(error))
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:  # as nohup has it
            signal.signal(number, _interrupt)  # so that no unfinished file is left behind
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # names that are no text
    folder = Path(chosen.output)
    record = Record(folder)
    found = find_inputs(
        _inputs(chosen), recursive=chosen.recursive, outputs=folder, is_output=record.made
    )
    settings = {name: getattr(chosen, name) for name in ("all_parts", "resume", "overwrite")}
    settings["depth_follows"] = chosen.depth is None
    settings["kept"] = kept_maps(chosen)
    plan = make_plan(Request(pipeline, folder, template, output, **settings), found, record)
    return _list(plan) if chosen.dry_run else _run(plan, record, chosen)


def build_parser() -> argparse.ArgumentParser:
    """The parser of the words after ``batch``."""
    parser = Parser(
        prog="convstudio batch",
        usage="%(prog)s [options] PIPELINE INPUT... -o FOLDER\n"
        "       %(prog)s [options] -k KERNEL INPUT... -o FOLDER",
        description=_DESCRIPTION,
        epilog=_EXAMPLES,
        formatter_class=Formatter,
    )
    parser.add_argument("source", metavar="PIPELINE", help=_PIPELINE)
    parser.add_argument("inputs", nargs="*", metavar="INPUT", help=INPUTS)
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="FOLDER",
        help="The folder for the outputs; it is made if it is not there.",
    )
    group = parser.add_argument_group("the batch")
    group.add_argument("--name", metavar="TEMPLATE", help=_NAME)
    group.add_argument("-j", "--jobs", type=options.refusing(_jobs), metavar="N", help=_JOBS)
    for *flags, words in (
        ("-r", "--recursive", "Looks into the folders in folders, and keeps them apart."),
        ("--all-parts", "Every page, frame and array of each file, and not the first alone."),
        ("--resume", _RESUME),
        ("--overwrite", "Replaces files that stand there and that no batch has made."),
        ("-n", "--dry-run", "Only lists what would be made of what."),
        ("-q", "--quiet", "Tells of nothing but failures."),
    ):
        group.add_argument(*flags, action="store_true", help=words)
    add_pipeline_options(parser)
    add_output_options(parser)
    return parser


def _sort_out(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> None:
    """The first word is the pipeline, unless an option says what is done: then it is an input."""
    kernel = any(one is not None for one in (chosen.kernel, chosen.kernel_text, chosen.add))
    if chosen.pipeline is not None or (
        kernel and Path(chosen.source).suffix.lower() not in _PIPELINES
    ):
        chosen.inputs = [chosen.source, *chosen.inputs]
        chosen.source = None
    elif not chosen.inputs:
        first = f"“{chosen.source}” is taken for the pipeline"
        parser.error(f"the following arguments are required: INPUT ({first})")


def _pipeline(chosen: argparse.Namespace) -> Pipeline:
    """From the file that is named; what names no file is the name of a kernel."""
    if chosen.source is None:
        return pipeline_chosen(chosen)
    named = Path(chosen.source)
    if chosen.source == STREAM or named.suffix or is_there(named):
        return pipeline_chosen(chosen, pipeline_from(named))
    if chosen.kernel is None:
        chosen.kernel = chosen.source
    return pipeline_chosen(chosen)


def _inputs(chosen: argparse.Namespace) -> list[str]:
    """The words, with the names from standard input, a line each, in the place of ``-``."""
    words: list[str] = []
    for word in chosen.inputs:
        if word == STREAM:
            words += names_from_input()
        else:
            words.append(word)
    return words


def _list(plan: Plan) -> int:
    for task in plan.tasks:
        part = f" ({task.part})" if task.part else ""
        done = "  (done)" if task.done else ""
        print(shown(f"{task.source}{part} → {task.target}{done}"))
    for failure in plan.failures:
        _say(f"{failure.source}: {failure.message}")
    return 1 if plan.failures else 0


def _run(plan: Plan, record: Record, chosen: argparse.Namespace) -> int:
    progress = Progress.beside(sys.stderr, len(plan.waiting), quiet=chosen.quiet)
    try:
        with progress:
            report = run_batch(plan, record, chosen.jobs or 0, tell=progress.on_event)
    except KeyboardInterrupt:
        whole = f"{progress.saved:,} of {len(plan.waiting):,} pictures were done, all of them whole"
        tell(f"Stopped: {whole}. --resume goes on from there.")
        raise
    return _tell(report, plan, quiet=chosen.quiet)


def _tell(report: Report, plan: Plan, *, quiet: bool) -> int:
    """The report: counts on standard output, losses and failures on standard error."""
    if not quiet:
        print(shown(f"{summary(report)} {plan.request.folder}"))
    for loss, count in () if quiet else report.losses:
        print(f"{_files(count)}: {loss}", file=sys.stderr)
    if report.trouble:
        tell(f"What is done could not be noted for --resume: {report.trouble}.")
    if report.failures:
        tell(f"{_files(len(report.failures))} failed:")
    for failure in report.failures:
        _say(f"  {failure.source}: {failure.message}")
    return 1 if report.failures else 0


def _say(line: str) -> None:
    print(one_line(line), file=sys.stderr)


def summary(report: Report) -> str:
    """``38 saved, 1 done before, 1 failed in 12.3 s (3.1 files/s):``."""
    counts = [f"{report.saved:,} saved"]
    if report.skipped:
        counts.append(f"{report.skipped:,} done before")
    if report.failures:
        counts.append(f"{len(report.failures):,} failed")
    rate = f" ({report.saved / report.seconds:.3g} files/s)" if report.saved else ""
    return f"{', '.join(counts)} in {report.seconds:.1f} s{rate}:"


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"


def _jobs(text: str) -> int:
    number = parse_integer(text, "jobs")
    if not 1 <= number <= MOST_JOBS:
        raise ArgumentValueError("jobs", given=str(number), wanted=f"from 1 to {MOST_JOBS}")
    return number


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
