"""The words of a batch that say which pictures, and what their outputs are called."""

from __future__ import annotations

import argparse
from pathlib import Path

from convstudio.cli.layer_options import kept_maps
from convstudio.cli.output_options import contact_output, output_chosen
from convstudio.imaging.output import FORMATS, Depth, Output
from convstudio.jobs.batch.names import DEFAULT_TEMPLATE, checked_template, with_format

INPUTS = """Which pictures: files, folders, of which all pictures are taken, and patterns with \
*, ?, [...] and ** in quotation marks; - takes names of files from standard input, one a line."""
_OWN_ENDING = "{ending}"
_ENDINGS = {ending for known in FORMATS for ending in known.endings}


def template_chosen(chosen: argparse.Namespace) -> tuple[str, Output]:
    """The template of the outputs' names, and what is saved under them.

    Raises:
        ArgumentValueError: no template, a depth that the format lacks, or a format that the name
            contradicts: wrong usage.
        PictureWriteError: a name whose ending stands for no format.
    """
    template = chosen.name or DEFAULT_TEMPLATE
    open_ended = chosen.name is None or Path(template).suffix.lower() not in _ENDINGS
    if chosen.format is not None and open_ended:
        template = with_format(template, chosen.format.name)
    template = checked_template(template, kept_maps(chosen))
    if not template.endswith(_OWN_ENDING):
        output = output_chosen(chosen, template)
        return template, contact_output(chosen, output)
    # The format is each picture's own, and without --depth the depth as well.
    depth: Depth = chosen.depth or "8"
    quality = Output.quality if chosen.quality is None else chosen.quality
    return template, Output("TIFF", depth, chosen.raw, quality)
