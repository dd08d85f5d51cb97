"""The command line: opens the studio, or does one of its commands without a window and without Qt.

What a command needs is loaded when that command is asked for.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from convstudio.cli.commands import COMMANDS
from convstudio.cli.telling import forgive_encodings, tell
from convstudio.errors import ConvStudioError

FAILED = 1
INTERRUPTED = 130  # as shells tell it: ended by Ctrl+C
UNHEARD = 141  # likewise: ended because nobody reads what is written, as by “| head”


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the program; returns its exit code: 0, 1 for a failure told in one line, 2 for usage."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    forgive_encodings()
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
        # What is still held would be written at the end, and fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNHEARD
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _run(words: Sequence[str]) -> int:
    command = COMMANDS.get(words[0]) if words else None
    if command is not None:
        return command.run(words[1:])
    from convstudio.cli.studio import open_studio  # noqa: PLC0415 - where no command is named

    return open_studio(words)
