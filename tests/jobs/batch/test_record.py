"""The record: what is done and unchanged, and what is left of it when it is damaged."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convstudio.errors import BatchError
from convstudio.imaging.output import Output
from convstudio.jobs.batch.record import NAME, Record, recipe
from convstudio.jobs.batch.running import run_batch
from convstudio.kernel.kernel import Kernel
from convstudio.pipeline.pipeline import Convolution, Pipeline
from tests.jobs.batch.pictures import save


@pytest.fixture
def done(planned, pictures: Path) -> Path:
    """The folder of a batch that is done."""
    plan, record = planned(pictures)
    assert run_batch(plan, record).saved == 4
    return plan.request.folder


def _left(planned, pictures: Path, **settings) -> list[str]:
    plan, _ = planned(pictures, resume=True, **settings)
    return [task.source.name for task in plan.waiting]


def test_what_is_done_is_passed_over(planned, pictures: Path, done: Path) -> None:
    assert _left(planned, pictures) == []


def test_a_changed_picture_is_made_again(planned, pictures: Path, done: Path) -> None:
    found = (pictures / "a2.png").stat()
    os.utime(pictures / "a2.png", ns=(found.st_atime_ns, found.st_mtime_ns + 1))
    with (pictures / "a10.png").open("ab") as file:
        file.write(b"\0")
    assert _left(planned, pictures) == ["a2.png", "a10.png"]


def test_a_missing_or_shortened_output_is_made_again(planned, pictures, done: Path) -> None:
    (done / "a1-sobel-x.png").unlink()
    assert _left(planned, pictures) == ["a1.png"]
    os.truncate(done / "a2-sobel-x.png", 10)  # not as it was written: only if the user says so
    assert _left(planned, pictures, overwrite=True) == ["a1.png", "a2.png"]


def test_another_pipeline_or_output_makes_all_again(planned, pictures, done, pipeline) -> None:
    other = type(pipeline)(pipeline.layers, linear_light=True)
    plan, _ = planned(pictures, resume=True, pipeline=other)
    assert len(plan.waiting) == 4
    plan, _ = planned(pictures, resume=True, output=type(plan.request.output)(depth="16"))
    assert len(plan.waiting) == 4


def test_without_resume_all_is_made_again(planned, pictures, done: Path) -> None:
    assert len(planned(pictures)[0].waiting) == 4


def test_a_tree_that_is_moved_keeps_its_record(planned, pictures, done, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    for folder in (pictures, done):
        folder.rename(moved / folder.name)
    plan, _ = planned(moved / "in", resume=True, folder=moved / "out")
    assert plan.waiting == ()


def test_a_lost_record_costs_a_word_and_the_work(planned, pictures, done: Path) -> None:
    (done / NAME).unlink()
    with pytest.raises(BatchError, match="no batch is known to have made it"):
        planned(pictures, resume=True)
    plan, record = planned(pictures, resume=True, overwrite=True)
    assert run_batch(plan, record).saved == 4
    assert _left(planned, pictures) == []


@pytest.mark.parametrize("damage", [b"\xff\0garbage\n", b"[" * 200_000 + b"\n", b"{}\n", b"7\n"])
def test_a_broken_line_costs_no_other(planned, pictures, done: Path, damage: bytes) -> None:
    lines = (done / NAME).read_bytes().splitlines(keepends=True)
    (done / NAME).write_bytes(lines[0] + damage + b"".join(lines[2:]))
    plan, record = planned(pictures, resume=True, overwrite=True)
    assert len(plan.waiting) == 1
    run_batch(plan, record)
    assert _left(planned, pictures) == []
    assert len((done / NAME).read_bytes().splitlines()) == 4  # the damage is cleared away


def test_a_line_cut_short_by_a_kill_costs_one_file(planned, pictures, done: Path) -> None:
    data = (done / NAME).read_bytes()
    (done / NAME).write_bytes(data[:-20])
    Path(done / json.loads(data.splitlines()[-1])["target"]).unlink()  # it was not yet there
    plan, record = planned(pictures, resume=True)
    assert len(plan.waiting) == 1
    run_batch(plan, record)
    assert _left(planned, pictures) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(data=st.data())
def test_any_damage_is_survived(planned, pictures, done: Path, data) -> None:
    text = bytearray((done / NAME).read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(text) - 1), max_size=6)):
        text[place] ^= data.draw(st.integers(1, 255))
    (done / "other").mkdir(exist_ok=True)
    (done / "other" / NAME).write_bytes(bytes(text))
    record = Record(done / "other")
    record.begin()
    assert record.trouble == ""


def test_a_record_that_cannot_be_kept_is_told_and_the_work_done(planned, pictures, tmp_path):
    (tmp_path / "out" / NAME).mkdir(parents=True)
    report = run_batch(*planned(pictures))
    assert (report.saved, report.failures) == (4, ())
    assert report.trouble == "a folder has that name"


def test_a_pipe_in_its_place_keeps_nobody(planned, pictures, tmp_path: Path, no_stall) -> None:
    (tmp_path / "out").mkdir()
    os.mkfifo(tmp_path / "out" / NAME)
    report = run_batch(*planned(pictures))
    assert report.saved == 4
    assert report.trouble == "a device or a pipe has that name"


def test_two_outputs_of_one_place_are_not_taken_for_one_another(tmp_path: Path) -> None:
    one, other, target = (tmp_path / name for name in ("one", "other", "target"))
    for path in (one, other, target):
        path.write_bytes(b"12345")
    record = Record(tmp_path)
    record.add(one, one.stat(), "", target, "r", target.stat())
    assert record.done(one, "", target, "r")
    record.add(other, other.stat(), "", target, "r", target.stat())
    assert not record.done(one, "", target, "r")
    assert Record(tmp_path).done(other, "", target, "r")
    assert not Record(tmp_path).done(other, "1", target, "r")


def test_a_recipe_tells_pipelines_and_outputs_apart(pipeline, planned, pictures) -> None:
    output = planned(pictures)[0].request.output
    words = {
        recipe(pipeline, output),
        recipe(pipeline, type(output)(quality=94)),
        recipe(type(pipeline)(pipeline.layers, linear_light=True), output),
    }
    assert len(words) == 3
    assert recipe(type(pipeline)(pipeline.layers), type(output)()) in words


def test_what_was_done_before_there_were_other_layers_is_still_known() -> None:
    kernel = Kernel(((-1, 0, 1),), 2, "Mine")
    pipeline = Pipeline((Convolution(kernel, strides=(1, 2), bias=0.5),))
    word = "008d3ec3e0ad165a4606e1a4db0d219dcead7201ea8e5fb5f006932e8d77b40c"  # of version 0.1.0
    assert recipe(pipeline, Output()) == word
    assert recipe(pipeline, Output(), kept="all") != word


def test_names_that_are_no_text_are_kept(planned, tmp_path: Path) -> None:
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.png")
    save(Path(odd))
    plan, record = planned(odd)
    assert run_batch(plan, record).saved == 1
    assert planned(odd, resume=True)[0].waiting == ()


def test_a_line_of_old_knows_its_output_by_its_size(planned, pictures, done: Path) -> None:
    lines = [json.loads(line) for line in (done / NAME).read_text().splitlines()]
    for line in lines:
        del line["at"]
    (done / NAME).write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert _left(planned, pictures) == []
