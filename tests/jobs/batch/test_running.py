"""Doing it: what is made, what fails alone, what is left when it is called off."""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from convstudio.errors import BatchError
from convstudio.imaging.output import Output
from convstudio.imaging.picture import Picture
from convstudio.imaging.reading import read_picture
from convstudio.jobs.batch import running
from convstudio.jobs.batch.inputs import Found, Input
from convstudio.jobs.batch.plan import make_plan
from convstudio.jobs.batch.record import Record
from convstudio.jobs.batch.report import Began, Ended
from convstudio.jobs.batch.running import jobs_for, run_batch
from convstudio.numerics.geometry import Region
from convstudio.numerics.tiles import CancelToken
from convstudio.pipeline.developing import develop
from convstudio.pipeline.pipeline import Activation, Bank, Pipeline
from convstudio.pipeline.rendering import render
from tests.jobs.batch.pictures import save


@pytest.mark.parametrize("jobs", [1, 3])
def test_each_output_is_the_map_of_its_picture(planned, pictures, pipeline, jobs: int) -> None:
    plan, record = planned(pictures, recursive=True)
    report = run_batch(plan, record, jobs)
    assert (report.saved, report.skipped, report.failures, report.left) == (5, 0, (), 0)
    for task in plan.tasks:
        with Image.open(task.target) as made:
            wanted = develop(pipeline, read_picture(task.source)).pixels[..., 0]
            np.testing.assert_array_equal(np.asarray(made), wanted)


_BANK = Pipeline(
    (Bank.of_array(np.arange(24.0).reshape(2, 2, 1, 6) - 11, names=list("abcdef")), Activation())
)


def test_every_map_is_a_file_of_its_own_where_the_name_has_its_number(planned, pictures) -> None:
    plan, record = planned(
        pictures / "a1.png", pictures / "a2.png", template="{number}-{map}.png", pipeline=_BANK
    )
    names = [task.target.name for task in plan.tasks]
    assert names == [f"{number}-{shown}.png" for number in (1, 2) for shown in range(1, 7)]
    assert run_batch(plan, record).saved == 12
    for task in plan.tasks:
        with Image.open(task.target) as made:
            one = replace(_BANK, map=task.map)
            wanted = develop(one, read_picture(task.source)).pixels[..., 0]
            np.testing.assert_array_equal(np.asarray(made), wanted)
    again, _ = planned(
        pictures / "a1.png", template="{number}-{map}.png", pipeline=_BANK, resume=True
    )
    assert all(task.done for task in again.tasks)


@pytest.mark.parametrize("ending", ["npy", "npz", "tif"])
def test_all_maps_of_a_picture_in_one_file(planned, pictures, ending: str) -> None:
    plan, record = planned(
        pictures / "a1.png",
        template=f"{{stem}}.{ending}",
        pipeline=_BANK,
        output=Output("TIFF", "float", raw=True),
        kept="all",
    )
    report = run_batch(plan, record)
    assert (report.saved, report.failures) == (1, ())
    (task,) = plan.tasks
    wanted = develop_all(read_picture(task.source))
    if ending == "npz":
        arrays = np.load(task.target)
        found = np.stack([arrays[name] for name in arrays.files], axis=2)
    else:
        read = np.load if ending == "npy" else tifffile.imread
        found = read(task.target)
        found = found if ending == "npy" else found.transpose(1, 2, 0)
    np.testing.assert_array_equal(found, wanted)


def develop_all(picture: Picture) -> np.ndarray:
    return render(_BANK, picture, Region(0, 0, picture.height, picture.width)).values


def test_a_contact_sheet_of_each_picture(planned, pictures) -> None:
    plan, record = planned(pictures / "a1.png", template="{stem}.png", pipeline=_BANK, kept="sheet")
    assert run_batch(plan, record).saved == 1
    assert read_picture(plan.tasks[0].target).colour.shape[2] == 3
    assert (
        make_plan(
            replace(plan.request, kept="sheet", resume=True),
            Found((Input(pictures / "a1.png"),), ()),
            Record(plan.request.folder),
        )
        .tasks[0]
        .done
    )


def test_several_maps_and_none_chosen_fail_in_words(planned, pictures) -> None:
    plan, record = planned(pictures / "a1.png", pipeline=_BANK)
    (failure,) = run_batch(plan, record).failures
    assert "6 maps" in failure.message
    assert not plan.tasks[0].target.exists()


def test_a_bad_file_fails_alone_and_is_listed(planned, pictures: Path, tmp_path: Path) -> None:
    (pictures / "a2.png").write_bytes(b"no picture")
    plan, record = planned(pictures, tmp_path / "none.png")
    report = run_batch(plan, record)
    assert report.saved == 3
    told = {Path(failure.source).name: failure.message for failure in report.failures}
    assert set(told) == {"a2.png", "none.png"}
    assert told["a2.png"].startswith("“a2.png” is no picture that ConvStudio can read.")
    assert told["none.png"] == f"There is no file “{tmp_path / 'none.png'}”."
    assert sorted(path.suffix for path in plan.request.folder.iterdir()) == [".jsonl"] + 3 * [
        ".png"
    ]


def test_what_cannot_be_foreseen_fails_alone_too(planned, pictures, monkeypatch) -> None:
    def broken(path: Path, *_: object) -> None:
        raise RuntimeError("of the decoder") if path.name == "a1.png" else OSError(28, "full")

    monkeypatch.setattr(running, "read_picture", broken)
    report = run_batch(*planned(pictures), 1)
    assert [failure.message for failure in report.failures] == [
        "Something went wrong that should not have: RuntimeError: of the decoder",
        *3 * ["It could not be made: the disk is full."],
    ]


def test_every_beginning_and_end_is_told(planned, pictures: Path) -> None:
    events = []
    plan, record = planned(pictures)
    run_batch(plan, record, 2, tell=events.append)
    for kind in (Began, Ended):
        told = [event.task for event in events if isinstance(event, kind)]
        assert sorted(told, key=plan.tasks.index) == list(plan.tasks)
    assert {event.pixels for event in events if isinstance(event, Ended)} == {9 * 12}


def test_called_off_it_leaves_whole_files_and_goes_on_from_there(planned, pictures) -> None:
    cancel = CancelToken()
    plan, record = planned(pictures)

    def tell(event: object) -> None:
        if isinstance(event, Ended):
            cancel.cancel()

    report = run_batch(plan, record, 1, cancel, tell)
    assert (report.saved, report.left, report.cancelled) == (1, 3, True)
    names = sorted(path.name for path in plan.request.folder.iterdir())
    assert names == [".convstudio-batch.jsonl", "a1-sobel-x.png"]
    again, record = planned(pictures, resume=True)
    report = run_batch(again, record)
    assert (report.saved, report.skipped, report.left) == (3, 1, 0)


def test_a_picture_under_way_is_called_off_too(planned, pictures, monkeypatch) -> None:
    cancel = CancelToken()

    def waiting(_path: Path, _part: str, token: CancelToken) -> None:
        cancel.cancel()
        token.check()

    monkeypatch.setattr(running, "read_picture", waiting)
    plan, record = planned(pictures)
    report = run_batch(plan, record, 2, cancel)
    assert (report.saved, report.failures, report.left) == (0, (), 4)


def test_who_is_told_and_fails_ends_the_batch(planned, pictures: Path) -> None:
    def closed(_: object) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        run_batch(*planned(pictures), 2, tell=closed)
    assert not [one for one in threading.enumerate() if one.name.startswith("batch-")]


def test_the_folder_is_made_or_the_reason_told(planned, pictures: Path, tmp_path: Path) -> None:
    deep = tmp_path / "out" / "of" / "here"
    assert run_batch(*planned(pictures, folder=deep)).saved == 4
    (tmp_path / "file").write_text("")
    with pytest.raises(BatchError) as caught:
        run_batch(*planned(pictures, folder=tmp_path / "file"))
    assert "cannot be made: a file has that name." in str(caught.value)


def test_a_folder_that_cannot_be_written_to_is_told_at_once(planned, pictures, monkeypatch) -> None:
    plan, record = planned(pictures)
    monkeypatch.setattr(running.os, "access", lambda *_: False)
    with pytest.raises(BatchError, match="cannot be written to: there is no permission"):
        run_batch(plan, record)


def test_what_memory_was_too_short_for_is_done_again_alone(planned, pictures, monkeypatch) -> None:
    """Beside others there is too little; alone there is enough."""
    inside, refused = threading.Semaphore(1), threading.Event()

    def reading(path: Path, *rest: object) -> Picture:
        if not inside.acquire(blocking=False):
            refused.set()
            raise MemoryError
        try:
            assert refused.wait(20)  # the first of them waits for company
            return read_picture(path)
        finally:
            inside.release()

    monkeypatch.setattr(running, "read_picture", reading)
    report = run_batch(*planned(pictures), 4)
    assert (report.saved, report.failures) == (4, ())


def test_a_picture_too_large_for_memory_fails_alone(planned, pictures, monkeypatch) -> None:
    def reading(path: Path, *rest: object) -> Picture:
        if path.name == "a2.png":
            raise MemoryError
        return read_picture(path)

    monkeypatch.setattr(running, "read_picture", reading)
    report = run_batch(*planned(pictures), 2)
    assert report.saved == 3
    (failure,) = report.failures
    assert failure.message == "There is not enough memory for this picture."


def test_losses_are_counted(planned, tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        Image.new("RGBA", (4, 4), (200, 0, 0, 0)).save(tmp_path / name)
    report = run_batch(*planned(tmp_path, template="{stem}.jpg"))
    assert report.losses == (("JPEG has no transparency: it is laid on white.", 2),)


def test_no_more_jobs_than_pictures_and_cores(planned, pictures, monkeypatch) -> None:
    plan, _ = planned(pictures)
    monkeypatch.setattr(running, "usable_cores", lambda: 2)
    assert [jobs_for(plan, jobs) for jobs in (0, 1, 3, 99)] == [2, 1, 3, 4]
    assert jobs_for(replace(plan, tasks=()), 5) == 1


def test_a_plan_with_nothing_left_makes_nothing(planned, pictures: Path) -> None:
    run_batch(*planned(pictures))
    report = run_batch(*planned(pictures, resume=True))
    assert (report.saved, report.skipped, report.left) == (0, 4, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere threads have no priority")
@pytest.mark.parametrize(("aside", "nice"), [(True, 10), (False, 0)])
def test_beside_a_window_it_gives_way(planned, pictures, aside: bool, nice: int) -> None:
    found = set()

    def tell(_: object) -> None:
        found.add(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    run_batch(*planned(pictures), 2, tell=tell, aside=aside)
    assert found == {max(before, nice)}
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == before


def test_folders_below_are_made(planned, pictures: Path) -> None:
    save(pictures / "below" / "b.png")
    plan, record = planned(pictures, recursive=True)
    run_batch(plan, record)
    assert (plan.request.folder / "below" / "b-sobel-x.png").is_file()
