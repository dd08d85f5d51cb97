"""A process that reads file after file and tells what each took: what kills it, kills it alone.

Called with the job and a folder; writes one line of JSON for each file. Which file comes next
stands on standard error before.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.resident import resident

# Far more than any file may take, and far less than the machine has.
_MOST_ADDRESSES = 6 << 30
_SECONDS_IN_ALL = 300


def _truncated(data: bytes) -> Iterator[tuple[str, bytes]]:
    yield from ((f"cut at {length}", data[:length]) for length in range(len(data)))


def _flipped(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Each bit of the first bytes, and of every third later byte one."""
    first = min(len(data), 32)
    for place in [*range(first), *range(first, len(data), 3)]:
        for bit in range(8) if place < first else [place * 5 % 8]:
            spoilt = bytearray(data)
            spoilt[place] ^= 1 << bit
            yield f"bit {bit} of byte {place}", bytes(spoilt)


_SPOILERS = {"truncated": _truncated, "flipped": _flipped}


def _report(name: str, path: Path) -> None:
    from convstudio.errors import PictureReadError  # noqa: PLC0415
    from convstudio.imaging.contents import contents_of  # noqa: PLC0415
    from convstudio.imaging.reading import read_picture  # noqa: PLC0415

    sys.stderr.write(f"{name}\n")
    told = {"name": name, "outcomes": []}
    acts = [read_picture, contents_of]
    if any(word in path.name for word in ("frames", "pages", "stack", "circle")):
        acts.append(partial(read_picture, part="2"))
    for act in acts:
        started = time.process_time()
        try:
            found = act(path)
            outcome = "opened"
            if act is read_picture:
                told["digest"] = zlib.crc32(found.pixels.tobytes())
        except PictureReadError as error:
            outcome = str(error)
        except Exception as error:
            outcome = f"!{type(error).__name__}: {error}"
        told["outcomes"].append(outcome)
        told["seconds"] = max(told.get("seconds", 0.0), time.process_time() - started)
    told["peak"] = resident("VmHWM")
    sys.stdout.write(f"{json.dumps(told)}\n")


def main(job: str, folder: Path) -> None:
    """Reads what the job says: files as they are, or small files spoilt."""
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_ADDRESSES, _MOST_ADDRESSES))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS_IN_ALL, _SECONDS_IN_ALL))
    for file in sorted(folder.iterdir()):
        if job == "as they are":
            _report(file.name, file)
            continue
        data = file.read_bytes()
        target = folder.parent / file.name
        for name, spoilt in _SPOILERS[job](data):
            target.write_bytes(spoilt)
            _report(f"{file.name}, {name}", target)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
