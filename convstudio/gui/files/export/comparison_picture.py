"""The labelled comparison as one picture: panels and labels put together, in a worker's thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from convstudio.gui.files.export.comparison_sheet import Caption, Sheet, SheetTexts, label_pixels
from convstudio.gui.files.export.pipeline_words import pipeline_lines, tone_line
from convstudio.gui.files.export.words import PAPER
from convstudio.gui.qimage import wrap
from convstudio.gui.viewer.histogram_axis import in_digits
from convstudio.gui.viewer.modes import MODES
from convstudio.imaging.grading import Grading
from convstudio.imaging.picture import Picture
from convstudio.imaging.screen import ScreenPixels
from convstudio.imaging.writing import Saved, write_picture
from convstudio.jobs.comparison_picture import Compared, Panels, lay_over, panels
from convstudio.jobs.worker import Publish, Work
from convstudio.kernel.kernel import Kernel
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.map_names import map_title
from convstudio.pipeline.pipeline import Bank, Convolution, Pipeline
from convstudio.pipeline.rendering import check
from convstudio.pipeline.viewing import picture_maps, shows_angles

_LONGEST_NAME = 60  # letters


@dataclass(frozen=True)
class Labelling:
    """What is written around the pictures.

    Attributes:
        family: of the type.
    """

    captions: bool = True
    kernel: bool = True
    colour_bar: bool = True
    family: str = "sans-serif"


def exporting(compared: Compared, labelling: Labelling, path: Path) -> Work:
    """Work that publishes the share done and returns Saved, or raises PictureWriteError."""

    def work(cancel: CancelToken, publish: Publish) -> Saved:
        made = panels(compared, cancel, publish)
        sheet = _sheet(compared, made.grading, labelling, made.pixels[0].shape[:2])
        pixels = _put_together(sheet, made)
        del made
        return write_picture(Picture(pixels), path, confirm=cancel.check)

    return work


def preview(
    compared: Compared, labelling: Labelling, room: tuple[int, int], cancel: CancelToken
) -> tuple[QImage, tuple[int, int]]:
    """The sheet in small, and its full size in (rows, columns).

    The pictures are sampled, not averaged, and a tone that looks at the whole map is estimated:
    what is quick enough to follow the hand.
    """
    full = compared.scale.size(compared.area)
    made = panels(compared.sampled(max(room)), cancel)
    sheet = _sheet(compared, made.grading, labelling, full)
    share = min(room[0] / sheet.size.height(), room[1] / sheet.size.width(), 1.0)
    image = QImage(_scaled(sheet.size, share), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
    )
    painter.scale(share, share)
    for box, pixels, parts in zip(sheet.panels, made.pixels, made.covered, strict=True):
        painter.fillRect(QRectF(box).adjusted(-1, -1, 1, 1), QColor(PAPER.line))
        painter.fillRect(box, QColor(PAPER.canvas))
        for part in parts:
            painter.fillRect(_scaled_part(box, part, pixels), QColor(PAPER.window))
        painter.drawImage(QRectF(box), wrap(np.ascontiguousarray(pixels)))
    sheet.paint(painter)
    painter.end()
    return image, (sheet.size.height(), sheet.size.width())


def _scaled(size: QSize, share: float) -> QSize:
    return QSize(max(round(size.width() * share), 1), max(round(size.height() * share), 1))


def _sheet(
    compared: Compared, grading: Grading, labelling: Labelling, panel: tuple[int, int]
) -> Sheet:
    pipeline, picture = compared.pipeline, compared.picture
    title = f"{_elided(picture.name)} · {map_title(pipeline, picture_maps(picture))}"
    texts = SheetTexts(
        title if labelling.captions else "",
        _captions(compared) if labelling.captions else (Caption("", ""),) * _count(compared),
        _notes(compared, grading) if labelling.captions else (),
        _only_kernel(pipeline) if labelling.kernel else None,
        grading if labelling.colour_bar else None,
        picture.full_range if compared.way != "difference" and shows_angles(pipeline) else None,
    )
    return Sheet(panel, texts, labelling.family, stacked=compared.way == "stacked")


def _only_kernel(pipeline: Pipeline) -> Kernel | None:
    """The kernel that made the map, where it was a single one: a stack has none to be drawn."""
    (layer, *others) = pipeline.active
    if others:
        return None
    if isinstance(layer, Convolution):
        return layer.kernel
    if isinstance(layer, Bank):
        made = layer.filters[pipeline.map or 0]
        return made.planes[0] if made.is_shared and layer.channels != "each" else None
    return None


def _elided(name: str) -> str:
    """A file's name; of one that would widen the sheet its beginning and its end."""
    half = _LONGEST_NAME // 2
    return name if len(name) <= _LONGEST_NAME else f"{name[:half]}…{name[-half:]}"


def _count(compared: Compared) -> int:
    return 2 if compared.way in ("side-by-side", "stacked") else 1


def _captions(compared: Compared) -> tuple[Caption, ...]:
    picture, way = compared.picture, compared.way
    rows, columns = check(compared.pipeline, picture)
    before, after = f"{picture.width} × {picture.height}", f"{columns} × {rows}"
    if _count(compared) == 2:
        return Caption("Original", f"{before} · {picture.kind}"), Caption("Feature map", after)
    return (Caption(MODES[way].title, f"{before} | {after}" if way == "split" else after),)


def _notes(compared: Compared, grading: Grading) -> tuple[str, ...]:
    """What was done, in which tone it is shown, and which part of it."""
    picture, area, scale = compared.picture, compared.area, compared.scale
    part = ""
    if area.top > 0 or area.left > 0 or area.bottom < picture.height or area.right < picture.width:
        part = f"columns {area.left} … {area.right - 1}, rows {area.top} … {area.bottom - 1}"
    size = "" if scale.factor == 1 else f"at {in_digits(100 * scale.factor)} %"
    seen = ", ".join(words for words in (part, size) if words)
    lines = list(pipeline_lines(compared.pipeline, picture.full_range))
    if compared.way != "difference":  # which has a scale of its own, and no tone
        lines.append(f"Tone: {tone_line(grading)}")
    return (*lines, *([f"Shown: {seen}"] if seen else []))


def _put_together(sheet: Sheet, made: Panels) -> ScreenPixels:
    """The whole sheet, (rows, columns, 3): by numpy, as Qt has no places beyond 32767."""
    whole = np.full((sheet.size.height(), sheet.size.width(), 3), 255, np.uint8)
    for box, pixels, parts in zip(sheet.panels, made.pixels, made.covered, strict=True):
        # A thin line around it: pictures that are white at their edges would have none. Where
        # nothing lies it is gray as the views are, and white behind what is clear.
        _part(whole, box.adjusted(-1, -1, 1, 1))[...] = _rgb(PAPER.line)
        panel = _part(whole, box)
        panel[...] = _rgb(PAPER.canvas)
        for part in parts:
            panel[part.top : part.bottom, part.left : part.right] = _rgb(PAPER.window)
        lay_over(pixels, panel)
    for label in sheet.labels:
        _part(whole, label.box)[...] = label_pixels(label)
    return whole


def _rgb(colour: str) -> tuple[int, int, int]:
    found = QColor(colour)
    return found.red(), found.green(), found.blue()


def _scaled_part(box: QRect, part: Region, pixels: ScreenPixels) -> QRectF:
    """A part of small pixels in the box of the large ones."""
    down, over = box.height() / pixels.shape[0], box.width() / pixels.shape[1]
    return QRectF(
        box.left() + part.left * over,
        box.top() + part.top * down,
        (part.right - part.left) * over,
        (part.bottom - part.top) * down,
    )


def _part(whole: ScreenPixels, box: QRect) -> ScreenPixels:
    return whole[box.top() : box.bottom() + 1, box.left() : box.right() + 1]
