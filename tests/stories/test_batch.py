"""A folder of photographs through the pipeline in force, by keyboard and mouse."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.stories.walk import COFFEE, SOBEL_X, Walk, scipy_map


@pytest.fixture
def photographs(tmp_path: Path) -> Path:
    """The coffee and its mirror image, and a file that is broken."""
    folder = tmp_path / "photographs"
    folder.mkdir()
    shutil.copy(COFFEE, folder / "coffee.png")
    Image.fromarray(np.asarray(Image.open(COFFEE))[:, ::-1]).save(folder / "mirror.png")
    (folder / "broken.png").write_bytes(b"no picture")
    return folder


def test_an_edited_kernel_goes_over_a_folder(walk: Walk, photographs: Path, tmp_path: Path) -> None:
    hand, batching = walk.hand, walk.studio.files.batching
    walk.type_weight(0, 0, "2.5")
    walk.until(lambda: walk.kernel.weights[0][0] == 2.5)
    edited = SOBEL_X.copy()
    edited[0, 0] = 2.5

    hand.press("Ctrl+Alt+B")
    walk.until(lambda: batching.dialog is not None and batching.dialog.isActiveWindow())
    dialog = batching.dialog
    hand.click(dialog.inputs.add_folder)
    walk.answer_file_dialog("batch-folder", photographs)
    walk.until(lambda: dialog.inputs.words == (str(photographs),))
    walk.type_into(dialog.form.folder, str(tmp_path / "maps"))
    walk.type_into(dialog.form.name, "{stem}")
    walk.until(lambda: dialog.plan_words.text() == "3 pictures · broken.png → broken.png")
    walk.until(dialog.start_button.isEnabled)

    hand.click(dialog.start_button)
    walk.until(lambda: dialog.report.title.text() == "Done")
    assert dialog.report.counts.text().startswith("2 saved · 1 failed · in ")
    assert dialog.report.failures.item(0, 0).text() == "broken.png"
    for name in ("coffee.png", "mirror.png"):
        wanted = scipy_map(np.asarray(Image.open(photographs / name)), edited)
        np.testing.assert_array_equal(np.asarray(Image.open(tmp_path / "maps" / name)), wanted)
    assert not (tmp_path / "maps" / "broken.png").exists()

    hand.press("Esc")
    walk.until(lambda: not dialog.isVisible())
    hand.press("Ctrl+Alt+B")
    walk.until(dialog.isVisible)
    assert dialog.report.title.text() == "Done"
