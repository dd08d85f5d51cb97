"""``convstudio completion``: what lets a shell complete commands, options, words and kernels."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from convstudio.cli import options
from convstudio.cli.commands import COMMANDS
from convstudio.cli.studio import build_parser as build_studio_parser

SHELLS = ("bash", "zsh", "fish")
_HOW = """where it goes:
  bash: convstudio completion bash > ~/.local/share/bash-completion/completions/convstudio
  zsh: convstudio completion zsh > ~/.zfunc/_convstudio, with that folder in fpath
  fish: convstudio completion fish > ~/.config/fish/completions/convstudio.fish

For one session of bash: eval "$(convstudio completion bash)" """
_NAMES = "convstudio kernels list --names 2>/dev/null"
_FILES = ("pictures", "picture", "output", "screenshot", "pipeline", "like", "inputs")


def completion(words: Sequence[str]) -> int:
    """Prints the script of the shell that the words name."""
    import shtab  # noqa: PLC0415 - for this command alone

    chosen = build_parser().parse_args(words)
    print(shtab.complete(_whole_parser(), chosen.shell))
    return 0


def build_parser() -> argparse.ArgumentParser:
    """The parser of the words after ``completion``."""
    parser = argparse.ArgumentParser(
        prog="convstudio completion",
        description="Prints what lets a shell complete commands, options, words and kernels.",
        epilog=_HOW,
        formatter_class=options.Formatter,
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

    commands = whole.add_subparsers(parser_class=parser_of)
    for name, command in COMMANDS.items():
        commands.add_parser(name, help=command.summary)
    for parser in (whole, *_within(commands)):
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
        first = action.help.splitlines()[0]
        action.help = first.partition(". ")[0].rstrip(".:").replace("%%", "%").replace("%", "%%")
    if action.dest in ("kernel", "kernels"):
        action.complete = shtab.cmd(_NAMES)  # type: ignore[attr-defined]
    elif action.dest in _FILES:
        action.complete = shtab.FILE  # type: ignore[attr-defined]
