"""The command line: opens the studio, or filters a picture without a window and without Qt."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from convstudio.cli.apply import apply
from convstudio.cli.desktop import desktop
from convstudio.cli.studio import open_studio
from convstudio.errors import ConvStudioError


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the program; returns its exit code: 0, 1 for a failure told in one line, 2 for usage."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if words[:1] == ["desktop"]:
            return desktop(words[1:])
        return apply(words[1:]) if words[:1] == ["apply"] else open_studio(words)
    except ConvStudioError as error:
        print(f"convstudio: {' '.join(str(error).split())}", file=sys.stderr)
        return 1
    except MemoryError:
        print("convstudio: There is not enough memory for this picture.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130  # as shells tell it: ended by Ctrl+C
