"""The command line: opens the studio, or does one of its commands without a window and without Qt.

What a command needs is loaded when that command is asked for.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from convstudio.cli.commands import COMMANDS
from convstudio.cli.telling import prepare_streams, silence_output, tell
from convstudio.errors import ConvStudioError

FAILED = 1
MISUSED = 2
INTERRUPTED = 130  # as shells tell it: ended by Ctrl+C
UNHEARD = 141  # likewise: ended because nobody reads what is written, as by “| head”
_ALIKE = 0.7  # of a command and what was typed


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the program; returns its exit code: 0, 1 for a failure told in one line, 2 for usage."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    prepare_streams()
    try:
        code = _run(words)
        sys.stdout.flush()
    except ConvStudioError as error:
        tell(error)
        return FAILED
    except MemoryError:
        tell("There is not enough memory for this picture.")
        return FAILED
    except BrokenPipeError:
        silence_output()
        return UNHEARD
    except OSError as error:  # a full disk behind standard output; files have errors of their own
        tell(f"{error.filename or 'Standard output'}: {error.strerror or error}.")
        silence_output()
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _run(words: Sequence[str]) -> int:
    if words[:1] == ["help"] and not os.path.lexists("help"):  # a picture may have that name
        words = [*words[1:], "--help"]
    command = COMMANDS.get(words[0]) if words else None
    if command is not None:
        return command.run(words[1:])
    if words and (meant := _meant(words[0])):
        tell(f"There is no command “{words[0]}”. {meant} convstudio --help has all of them.")
        return MISUSED
    from convstudio.cli.studio import open_studio  # noqa: PLC0415 - where no command is named

    return open_studio(words)


def _meant(word: str) -> str:
    """Which command a mistyped one may be; nothing for options, and for pictures to open."""
    if word.startswith("-") or "." in word or os.path.lexists(word):
        return ""
    import difflib  # noqa: PLC0415 - for a slip alone

    near = difflib.get_close_matches(word, COMMANDS, 1, _ALIKE)
    return f"“{near[0]}” may be meant." if near else ""
