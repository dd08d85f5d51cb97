"""``convstudio completion``: what lets a shell complete commands, options, words and kernels."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from typing import Any, cast

from convstudio.cli.commands import COMMANDS
from convstudio.cli.formatter import Formatter, Parser
from convstudio.cli.studio import build_parser as build_studio_parser
from convstudio.imaging.colour_maps import COLOUR_MAPS, DIVERGING_MAPS
from convstudio.imaging.output import FORMATS
from convstudio.kernel.library import GROUPS
from convstudio.pipeline.parameters import PADDING_MODE

SHELLS = ("bash", "zsh", "fish")
_HOW = """where it goes:
  bash  ~/.local/share/bash-completion/completions/convstudio
  zsh   ~/.zfunc/_convstudio, with that folder in fpath before compinit
  fish  ~/.config/fish/completions/convstudio.fish

examples:
  convstudio completion fish > ~/.config/fish/completions/convstudio.fish
  eval "$(convstudio completion bash)"  # for this session alone"""
# Arguments of every command that are files, by the names that the parsers have for them.
_FILES = ("pictures", "picture", "output", "screenshot", "pipeline", "like", "inputs")
_NAMES = "convstudio kernels list --names 2>/dev/null"
# The library is asked while somebody types: so their own kernels are among the names.
_KERNELS = {
    "bash": "_convstudio_kernels_and_files",
    "zsh": "_convstudio_kernels_and_files",
    "fish": f"({_NAMES}; __fish_complete_path (commandline -ct))",
}
_SENTENCE_END = re.compile(r"\.\s+(?=[A-Z])")
_PREAMBLES = {
    "bash": f"""\
_convstudio_kernels_and_files() {{
  local IFS=$'\\n'
  compgen -W "$({_NAMES})" -- "$1"
  compgen -f -- "$1"
}}
# The first word may be a picture too.
_shtab_convstudio_pos_0_COMPGEN=_shtab_compgen_files
""",
    "fish": "complete -c convstudio -n __fish_use_subcommand -F\n",
    "zsh": f"""\
_convstudio_kernels_and_files() {{
  local -a names=("${{(@f)$({_NAMES})}}")
  compadd -a names
  _files
}}
""",
}


def completion(words: Sequence[str]) -> int:
    """Prints the script of the shell that the words name."""
    import shtab  # noqa: PLC0415 - for this command alone

    chosen = build_parser().parse_args(words)
    script = shtab.complete(
        _whole_parser(), chosen.shell, preamble=_PREAMBLES.get(chosen.shell, "")
    )
    print(script)
    return 0


def build_parser() -> argparse.ArgumentParser:
    """The parser of the words after ``completion``."""
    parser = Parser(
        prog="convstudio completion",
        description="Prints what lets a shell complete commands, options, words and kernels.",
        epilog=_HOW,
        formatter_class=Formatter,
    )
    parser.add_argument("shell", choices=SHELLS, help="The shell.")
    return parser


def _whole_parser() -> argparse.ArgumentParser:
    """One parser with every command in it, as the shells' scripts are made of one."""
    studio = build_studio_parser()
    whole = argparse.ArgumentParser(prog=studio.prog, add_help=False)
    for action in studio._actions:
        if action.option_strings:
            whole._add_action(action)

    def parser_of(*, prog: str, **_: object) -> argparse.ArgumentParser:
        return COMMANDS[prog.split()[-1]].parser()

    commands = whole.add_subparsers(parser_class=cast(Any, parser_of))
    for name, command in COMMANDS.items():
        commands.add_parser(name, help=command.summary)
    for parser in (whole, *_within(commands)):
        parser.description = _SENTENCE_END.split(parser.description or "")[0]
        for action in parser._actions:
            _prepare(action)
    return whole


def _within(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
) -> Iterator[argparse.ArgumentParser]:
    """The parsers of the commands, and of their own commands."""
    for parser in commands.choices.values():
        yield parser
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                yield from _within(action)


def _prepare(action: argparse.Action) -> None:
    """Says what completes an argument, and shortens its help to what a menu has room for."""
    import shtab  # noqa: PLC0415 - for this command alone

    if action.help:
        action.help = _SENTENCE_END.split(action.help.splitlines()[0])[0].rstrip(".:")
    if action.dest in ("kernel", "kernels"):
        action.complete = _KERNELS  # type: ignore[attr-defined]
    elif action.dest in _words():
        action.choices = _words()[action.dest]
    elif action.dest in _FILES and action.nargs != 0:
        action.complete = shtab.FILE  # type: ignore[attr-defined]


def _words() -> dict[str, tuple[str, ...]]:
    """What can be said where the parsers check for themselves instead of naming their choices."""
    return {
        "format": tuple(known.name.lower() for known in FORMATS),
        "colour_map": tuple(dict.fromkeys((*COLOUR_MAPS, *DIVERGING_MAPS))),
        "padding": PADDING_MODE.values,
        "group": ("own", *GROUPS),
        "divisor": ("sum",),
        "anchor": ("centre",),
    }
