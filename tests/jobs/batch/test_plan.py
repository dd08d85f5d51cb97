"""What becomes of what: no two outputs of one name, none over an input, none over a stranger."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st

from convstudio.errors import BatchError
from convstudio.imaging.output import Output
from convstudio.jobs.batch.inputs import Found, Input, find_inputs
from convstudio.jobs.batch.plan import Request, make_plan
from convstudio.jobs.batch.record import NAME, Record
from convstudio.jobs.batch.running import run_batch
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.pipeline import Convolution, Pipeline


def _targets(plan) -> list[str]:
    return [os.path.relpath(task.target, plan.request.folder) for task in plan.tasks]


def test_each_picture_has_an_output_in_the_folder(planned, pictures: Path) -> None:
    plan, _ = planned(pictures / "a2.png", pictures / "a10.png")
    assert _targets(plan) == ["a2-sobel-x.png", "a10-sobel-x.png"]
    assert not plan.request.folder.exists()  # a plan writes nothing


def test_folders_in_folders_are_kept_apart(planned, pictures: Path) -> None:
    plan, _ = planned(pictures, recursive=True)
    assert _targets(plan)[-1] == "below/a1-sobel-x.png"


def test_the_second_output_of_a_name_is_numbered(planned, pictures: Path) -> None:
    plan, _ = planned(pictures, pictures / "below")
    assert _targets(plan) == [
        "a1-sobel-x.png",
        "a1-sobel-x-2.png",
        "a2-sobel-x.png",
        "a10-sobel-x.png",
        "a1-sobel-x-3.png",
    ]


def test_one_name_for_all_is_numbered_too(planned, pictures: Path) -> None:
    plan, _ = planned(pictures, template="map.tif")
    assert _targets(plan) == ["map.tif", "map-2.tif", "map-3.tif", "map-4.tif"]
    assert {task.output.format for task in plan.tasks} == {"TIFF"}


@given(st.lists(st.sampled_from("aAäáb12-"), min_size=1, max_size=12), st.booleans())
def test_no_two_outputs_are_one_file_on_any_disk(stems: list[str], deep: bool) -> None:
    pipeline = Pipeline((Convolution(Kernel(((1.0,),), name="k")),))
    inputs = tuple(
        Input(Path(f"/none/{n}/{stem}-{2 if deep else ''}.png")) for n, stem in enumerate(stems)
    )
    folder = Path("/none/out")
    plan = make_plan(Request(pipeline, folder, "{stem}.png"), Found(inputs, ()), Record(folder))
    targets = [str(task.target).casefold() for task in plan.tasks]
    assert len(set(targets)) == len(stems)


def test_an_output_over_an_input_is_refused(planned, pictures: Path) -> None:
    with pytest.raises(BatchError, match=r"“a2.png” would be written over a picture of the batch"):
        planned(pictures / "a2.png", template="{stem}.png", folder=pictures, overwrite=True)


@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_an_output_over_an_input_by_a_link_is_refused(planned, pictures, tmp_path, link) -> None:
    (tmp_path / "out").mkdir()
    link(pictures / "a10.png", tmp_path / "out" / "a2-sobel-x.png")
    with pytest.raises(BatchError, match=r"“a2-sobel-x\.png” would be written over"):
        planned(pictures, overwrite=True)


def test_an_output_over_an_input_named_as_another_output_is_refused(planned, pictures) -> None:
    """a1.png becomes a2.png's place before a2.png is read."""
    (pictures / "a1-sobel-x.png").write_bytes((pictures / "a2.png").read_bytes())
    with pytest.raises(BatchError, match=r"“a1-sobel-x\.png” would be"):
        planned(pictures, folder=pictures, overwrite=True)


def test_what_no_batch_made_is_not_replaced_unasked(planned, pictures, tmp_path: Path) -> None:
    foreign = tmp_path / "out" / "a2-sobel-x.png"
    foreign.parent.mkdir()
    foreign.write_text("mine")
    with pytest.raises(BatchError) as caught:
        planned(pictures)
    assert str(caught.value) == (
        "“a2-sobel-x.png” is there already, and no batch is known to have made it. Choose another "
        "folder or name, or have it replaced (“Replace files that are there”, --overwrite)."
    )
    planned(pictures, overwrite=True)
    with pytest.raises(BatchError, match=r"“a2-sobel-x\.png” is there already"):
        planned(pictures, resume=True)  # with a record that is not there
    (foreign.parent / NAME).write_text("garbage")
    with pytest.raises(BatchError, match=r"“a2-sobel-x\.png” is there already"):
        planned(pictures, resume=True)
    planned(pictures, resume=True, overwrite=True)


@pytest.mark.parametrize("resume", [False, True])
def test_an_output_that_was_edited_since_is_somebodys_own(planned, pictures, resume) -> None:
    run_batch(*planned(pictures))
    edited = planned(pictures, resume=True)[0].tasks[1].target
    data = bytearray(edited.read_bytes())
    data[-1] ^= 1  # as long as before
    edited.write_bytes(data)
    found = edited.stat()
    os.utime(edited, ns=(found.st_atime_ns, found.st_mtime_ns + 1))  # whatever the disk's clock
    with pytest.raises(BatchError, match="is there already"):
        planned(pictures, resume=resume)
    assert len(planned(pictures, resume=True, overwrite=True)[0].waiting) == 1


def test_resume_replaces_what_a_batch_made_for_another_pipeline(
    planned, pictures, pipeline
) -> None:
    run_batch(*planned(pictures))
    other = Pipeline(pipeline.layers, linear_light=True)
    plan, record = planned(pictures, resume=True, pipeline=other)
    assert run_batch(plan, record).saved == 4


@pytest.mark.parametrize("placed", [False, True])
@pytest.mark.parametrize("anew", [False, True])
def test_killed_around_the_renaming_all_that_stands_there_is_known(
    planned, pictures, pipeline, monkeypatch, placed: bool, anew: bool
) -> None:
    """Between the line in the record and the renaming, and just after it."""
    if anew:
        run_batch(*planned(pictures))
    other = Pipeline(pipeline.layers, linear_light=True)
    rename = Path.replace

    def killed(self: Path, target: Path) -> Path:
        if placed:
            rename(self, target)
        raise KeyboardInterrupt

    plan, record = planned(pictures, resume=True, pipeline=other)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            run_batch(plan, record, jobs=1)
    plan, record = planned(pictures, resume=True, pipeline=other)
    assert len(plan.waiting) == (3 if placed else 4)
    assert run_batch(plan, record).saved == len(plan.waiting)
    assert planned(pictures, resume=True, pipeline=other)[0].waiting == ()


def test_what_a_batch_made_is_replaced_and_no_input(planned, pictures: Path) -> None:
    plan, record = planned(pictures, folder=pictures)
    run_batch(plan, record)
    again, _ = planned(pictures, folder=pictures)
    assert [task.target for task in again.tasks] == [task.target for task in plan.tasks]


def test_what_took_an_outputs_place_is_somebodys_picture(planned, pictures: Path) -> None:
    run_batch(*planned(pictures, folder=pictures))
    (pictures / "a2-sobel-x.png").write_bytes((pictures / "a2.png").read_bytes() + b"\0")
    found = find_inputs([str(pictures)], is_output=Record(pictures).made)
    assert "a2-sobel-x.png" in [item.path.name for item in found.inputs]
    assert "a1-sobel-x.png" not in [item.path.name for item in found.inputs]
    with pytest.raises(BatchError, match=r"“a2-sobel-x\.png” is there already"):
        planned(pictures / "a2.png", folder=pictures)


def test_another_picture_of_a_name_leaves_the_first_ones_output(planned, pictures: Path) -> None:
    run_batch(*planned(pictures / "a1.png"))
    plan, _ = planned(pictures / "below" / "a1.png")
    assert _targets(plan) == ["a1-sobel-x-2.png"]
    (pictures / "a1.png").unlink()
    plan, _ = planned(pictures / "below" / "a1.png")
    assert _targets(plan) == ["a1-sobel-x.png"]


def test_numbers_stay_with_their_pictures(planned, pictures: Path) -> None:
    first, record = planned(pictures / "a1.tif", pictures / "a1.png")
    run_batch(first, record)
    plan, _ = planned(pictures, resume=True)
    placed = {task.source.name: task.target.name for task in plan.tasks}
    assert placed["a1.tif"] == "a1-sobel-x.png"
    assert placed["a1.png"] == "a1-sobel-x-2.png"
    assert len(plan.waiting) == 2


def test_every_page_can_be_a_task(planned, tmp_path: Path) -> None:
    stack = tmp_path / "stack.tif"
    pages = [[[n, 2 * n], [3 * n, 4 * n]] for n in range(1, 4)]
    with tifffile.TiffWriter(stack) as file:
        for page in pages:
            file.write(np.array(page, np.uint8))
    plan, _ = planned(stack, tmp_path / "none.png", all_parts=True, template="{stem}.png")
    assert _targets(plan) == ["stack-1.png", "stack-2.png", "stack-3.png"]
    assert [failure.source for failure in plan.failures] == [str(tmp_path / "none.png")]
    assert _targets(planned(stack, template="{stem}.png")[0]) == ["stack.png"]


def test_a_picture_whose_own_ending_cannot_be_saved_fails_alone(planned, pictures, tmp_path):
    (tmp_path / "a.gif").write_bytes(b"GIF89a")
    plan, _ = planned(tmp_path / "a.gif", pictures / "a1.tif", template="{stem}{ending}")
    assert _targets(plan) == ["a1.tif"]
    assert "“a.gif” has the ending “.gif”" in plan.failures[0].message


def test_a_depth_that_a_format_lacks_is_refused_for_each(planned, pictures: Path) -> None:
    plan, _ = planned(pictures, template="{stem}.jpg", output=Output("TIFF", "float"))
    assert plan.tasks == ()
    assert len(plan.failures) == 4


def test_nothing_to_do_is_refused(planned, tmp_path: Path) -> None:
    with pytest.raises(BatchError, match=r"There are no pictures to work on. “.*x\*.png”: It matc"):
        planned(tmp_path / "x*.png")
