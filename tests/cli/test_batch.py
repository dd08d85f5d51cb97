"""``convstudio batch``: many pictures by words, what it says, and what Ctrl+C leaves."""

from __future__ import annotations

import io
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convstudio.cli import main
from convstudio.cli.batch import summary
from convstudio.cli.batch_progress import Bar
from convstudio.imaging.output import Output
from convstudio.imaging.reading import read_picture
from convstudio.jobs.batch.plan import Task
from convstudio.jobs.batch.report import Began, Ended, Report
from convstudio.pipeline.storage.pipeline_file import read_pipeline
from convstudio.pipeline.storage.session_file import StoredSession, write_session


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def test_a_batch_is_what_apply_makes_of_each(batch, pipeline_file, photos, tmp_path, capsys):
    assert batch(pipeline_file, photos) == 0
    assert _names(tmp_path / "out") == ["a-sobel-y.png", "b-sobel-y.png", "c-sobel-y.png"]
    for name in ("a", "b", "c"):
        alone = tmp_path / "alone.png"
        main(["apply", str(photos / f"{name}.png"), "-k", "sobel-y", "-o", str(alone)])
        with Image.open(alone) as wanted, Image.open(tmp_path / f"out/{name}-sobel-y.png") as made:
            np.testing.assert_array_equal(np.asarray(made), np.asarray(wanted))
    out, err = capsys.readouterr()
    assert out.startswith("3 saved in ")
    assert out.endswith(f"files/s): {tmp_path / 'out'}\n")
    lines = err.splitlines()
    assert [line.split(" ", 1)[0] for line in lines] == ["[1/3]", "[2/3]", "[3/3]"]
    assert {line.split(" ", 1)[1] for line in lines} == {
        f"{name}.png → {name}-sobel-y.png" for name in "abc"
    }


def test_the_depth_follows_each_picture_and_is_done_anew_where_it_was_another(
    batch, photos: Path, tmp_path: Path, capsys
) -> None:
    deep = np.arange(108, dtype=np.uint16).reshape(9, 12) * 500
    Image.fromarray(deep).save(photos / "b.png")
    Image.fromarray(deep[:, :6].astype(np.uint8)).save(photos / "c.jpg")
    (photos / "c.png").unlink()

    def depths(*words: str) -> list[str]:
        assert batch("identity", photos, "--name", "{stem}{ending}", *words) == 0
        names = ("a.png", "b.png", "c.jpg")
        return [str(read_picture(tmp_path / "out" / name).pixels.dtype) for name in names]

    assert depths("--depth", "8") == ["uint8", "uint8", "uint8"]
    assert depths("--resume") == ["uint8", "uint16", "uint8"]
    np.testing.assert_array_equal(read_picture(tmp_path / "out" / "b.png").pixels[..., 0], deep)
    assert depths("--raw") == ["uint16", "uint16", "uint8"]
    assert depths("--raw", "--resume") == ["uint16", "uint16", "uint8"]
    assert "0 saved, 3 done before" in capsys.readouterr().out


def test_the_pipeline_may_be_a_kernels_name_and_options_change_it(batch, photos, tmp_path) -> None:
    assert batch("box-3", photos / "a.png", "--stride", "3", "--name", "{stem}.tif") == 0
    with Image.open(tmp_path / "out" / "a.tif") as made:
        assert made.size == (4, 3)


def test_the_pipeline_may_be_a_sessions_or_that_of_a_saved_picture(
    batch, pipeline_file, photos, tmp_path
) -> None:
    session = tmp_path / "day.convstudio"
    write_session(StoredSession(read_pipeline(pipeline_file)), session)
    batch(session, photos / "a.png", "--name", "1.png")
    batch(tmp_path / "out" / "1.png", photos / "a.png", "--name", "2.png")
    batch(pipeline_file, photos / "a.png", "--name", "3.png")
    made = [(tmp_path / "out" / f"{n}.png").read_bytes() for n in (1, 2, 3)]
    assert made[0] == made[1] == made[2]


def test_words_may_stand_in_any_order(pipeline_file, photos, tmp_path) -> None:
    out = str(tmp_path / "out")
    words = ["batch", str(pipeline_file), str(photos / "a.png"), "-o", out, str(photos / "b.png")]
    assert main(words) == 0
    assert len(_names(tmp_path / "out")) == 2


def test_failures_are_passed_over_and_listed_at_the_end(batch, pipeline_file, photos, capsys):
    (photos / "b.png").write_bytes(b"no picture")
    assert batch(pipeline_file, photos, photos / "none.png", f"{photos}/*.gif") == 1
    out, err = capsys.readouterr()
    assert out.startswith("2 saved, 3 failed in ")
    told = err[err.index("convstudio: 3 files failed:\n") :].splitlines()[1:]
    assert len(told) == 3
    assert f"  {photos}/*.gif: It matches no file." in told
    assert f"  {photos}/none.png: There is no file “{photos}/none.png”." in told


def test_resume_passes_over_what_is_done(batch, pipeline_file, photos, capsys) -> None:
    batch(pipeline_file, photos)
    os.utime(photos / "b.png", (1, 1))
    capsys.readouterr()
    assert batch(pipeline_file, photos, "--resume") == 0
    assert capsys.readouterr().out.startswith("1 saved, 2 done before in ")
    assert batch(pipeline_file, photos, "--resume", "--stride", "2") == 0
    assert capsys.readouterr().out.startswith("3 saved in ")


def test_a_dry_run_lists_and_writes_nothing(batch, pipeline_file, photos, tmp_path, capsys):
    assert batch(pipeline_file, photos / "a.png", "--dry-run") == 0
    out = tmp_path / "out"
    assert capsys.readouterr().out == f"{photos / 'a.png'} → {out / 'a-sobel-y.png'}\n"
    assert not out.exists()
    batch(pipeline_file, photos / "a.png")
    capsys.readouterr()
    assert batch(pipeline_file, photos / "a.png", photos / "*.gif", "-n", "--resume") == 1
    told = capsys.readouterr()
    assert told.out == f"{photos / 'a.png'} → {out / 'a-sobel-y.png'}  (done)\n"
    assert "matches no file" in told.err


def test_quiet_says_nothing_but_failures(batch, pipeline_file, photos, capsys) -> None:
    assert batch(pipeline_file, photos, "-q") == 0
    assert capsys.readouterr() == ("", "")
    assert batch(pipeline_file, photos / "none.png", "-q") == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("convstudio: 1 file failed:\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--name", "{nmae}.png"], "made of these fields: {stem}"),
        (["--name", "{stem}.gif"], "has the ending “.gif”"),
        (["--jobs", "0"], "jobs must be from 1 to 256; 0 was given"),
        (["--depth", "float"], "depth must be “8” or “16” for PNG"),
        (["--format", "jpeg", "--name", "{stem}.png"], "format must be PNG where"),
        (["--unknown"], "unrecognized arguments: --unknown"),
        (["--stride", "0"], "stride must be from 1 to 1024"),
    ],
)
def test_wrong_usage_is_told_before_any_work(
    batch, pipeline_file, photos, tmp_path, capsys, words, told
) -> None:
    try:
        code = batch(pipeline_file, photos, *words)
    except SystemExit as ended:
        code = ended.code
    assert code == (1 if "gif" in told else 2)
    assert told in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "out").exists()


def test_standard_input_is_read_but_once(batch, capsys) -> None:
    with pytest.raises(SystemExit):
        batch("-", "-")
    assert "can be read but once" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ([], "a-sobel-y.png"),
        (["--format", "tiff"], "a-sobel-y.tif"),
        (["--name", "{stem}", "--format", "jpeg"], "a.jpg"),
        (["--name", "{number:03}.v2", "--format", "npy"], "001.v2.npy"),
        (["--format", "csv", "--raw", "--channels", "luminance"], "a-sobel-y.csv"),
        (["--name", "x-{stem}{ending}"], "x-a.png"),
    ],
)
def test_the_format_and_the_name_go_together(
    batch, pipeline_file, photos, tmp_path, words, name
) -> None:
    assert batch(pipeline_file, photos / "a.png", *words) == 0
    assert _names(tmp_path / "out") == [name]


def test_a_pipeline_that_cannot_be_had_is_one_line(batch, photos, tmp_path, capsys) -> None:
    (tmp_path / "p.json").write_text("{")
    assert batch(tmp_path / "p.json", photos) == 1
    assert capsys.readouterr().err.startswith("convstudio: “p.json” is not a pipeline file: ")
    assert batch("no-kernel", photos) == 1
    assert "There is no kernel named “no-kernel”" in capsys.readouterr().err


def test_help_names_every_field_and_option(capsys) -> None:
    with pytest.raises(SystemExit):
        main(["batch", "--help"])
    out = capsys.readouterr().out
    words = ("--resume", "--jobs", "--name", "--recursive", "{number:04}", "--tone", "--depth")
    for word in words:
        assert word in out


def test_the_summary_counts_what_there_is() -> None:
    assert summary(Report(0, 2, (), (), 0, 0.04)) == "0 saved, 2 done before in 0.0 s:"
    assert summary(Report(1234, 0, (), (), 0, 10.0)) == "1,234 saved in 10.0 s (123 files/s):"


def test_on_a_terminal_there_is_a_bar(pipeline_file, photos, tmp_path) -> None:
    (photos / "b.png").write_bytes(b"no picture")
    leader, follower = pty.openpty()
    words = [sys.executable, "-m", "convstudio", "batch", pipeline_file, photos, "-o"]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen(
        [*map(str, words), str(tmp_path / "out")],
        stdout=subprocess.PIPE,
        stderr=follower,
        env=environment,
    ) as run:
        os.close(follower)
        seen = b""
        while part := _read(leader):
            seen += part
        assert run.wait(60) == 1
    os.close(leader)
    assert "3/3" in seen.decode()
    assert "files/s" in seen.decode()
    assert "1 failed" in seen.decode()
    assert "convstudio: 1 file failed:" in seen.decode()


def test_the_bar_tells_rate_time_left_and_what_is_under_way(tmp_path) -> None:
    tasks = [Task(tmp_path / name, "", tmp_path / name, Output(), "") for name in ("a", "b")]
    with Bar(io.StringIO(), 3) as bar:
        for event in (Began(tasks[0]), Began(tasks[1]), Ended(tasks[0])):
            bar.on_event(event)
        shown = bar._bar.tasks[0]
    assert (shown.completed, shown.total, shown.description) == (1, 3, "b")
    assert shown.fields["rate"].endswith(" files/s")
    assert shown.fields["left"].endswith(" left")
    assert shown.fields["failed"] == ""


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 1 << 16)
    except OSError:  # the other end is closed
        return b""


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_stopped_it_leaves_whole_files_and_resume_goes_on(pipeline_file, tmp_path, sent) -> None:
    photos, out = tmp_path / "large", tmp_path / "out"
    photos.mkdir()
    pixels = np.random.default_rng(0).integers(0, 256, (1500, 2000, 3), np.uint8)
    Image.fromarray(pixels).save(photos / "0.jpg")
    for number in range(1, 24):
        (photos / f"{number}.jpg").write_bytes((photos / "0.jpg").read_bytes())
    words = [sys.executable, "-m", "convstudio", "batch", str(pipeline_file), str(photos)]
    words += ["-o", str(out), "--resume"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        assert run.stderr is not None
        assert run.stderr.readline().startswith("[1/24] ")
        run.send_signal(sent)
        told = run.communicate(timeout=60)[1]
    assert run.returncode == 130
    assert "convstudio: Stopped: " in told
    assert "Traceback" not in told
    assert {path.suffix for path in out.iterdir()} == {".png", ".jsonl"}
    done = len(list(out.glob("*.png")))
    assert 0 < done < 24
    for path in out.glob("*.png"):
        with Image.open(path) as made:
            assert np.asarray(made).shape == (1500, 2000, 3)
    again = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)
    assert again.returncode == 0
    assert f"{24 - done} saved, {done} done before" in again.stdout
    assert len(list(out.glob("*.png"))) == 24


def test_batch_never_loads_qt(pipeline_file, photos, tmp_path) -> None:
    code = (
        "import sys; from convstudio.cli import main; code = main(sys.argv[1:]); "
        "print(code, sorted(m for m in sys.modules if m.startswith(('PySide6', 'shiboken'))))"
    )
    words = ["batch", str(pipeline_file), str(photos), "-o", str(tmp_path / "out"), "-q"]
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "0 []"


def test_every_map_of_every_picture_is_a_file_of_its_own(batch, photos, tmp_path, capsys) -> None:
    words = ["--add", "conv sobel-x sobel-y channels=sum", "--name", "{stem}-{map}.npy", "--raw"]
    assert batch(photos / "a.png", photos / "b.png", *words) == 0
    assert _names(tmp_path / "out") == ["a-1.npy", "a-2.npy", "b-1.npy", "b-2.npy"]
    for index, kernel in enumerate(("sobel-x", "sobel-y"), 1):
        alone = tmp_path / "alone.npy"
        main(["apply", str(photos / "b.png"), "-k", kernel, "--raw", "-o", str(alone)])
        made = np.load(tmp_path / f"out/b-{index}.npy")
        np.testing.assert_array_equal(made, np.load(alone))


def test_a_picture_that_fails_fails_once_whatever_is_made_of_it(batch, photos, capsys) -> None:
    (photos / "b.png").write_bytes(b"no picture")
    words = ["--add", "conv sobel-x sobel-y box-3 channels=sum", "--name", "{stem}-{map}.png"]
    assert batch(photos, *words) == 1
    told = capsys.readouterr()
    assert told.out.startswith("6 saved, 1 failed in ")
    assert "1 file failed:" in told.err
    assert told.err.count("b.png failed") == 1
    assert told.err.count("is no picture that ConvStudio can read") == 1
    assert "[9/9]" in told.err


def test_all_maps_in_one_file_or_on_a_sheet(batch, photos, tmp_path, capsys) -> None:
    words = ["--add", "conv sobel-x sobel-y channels=sum"]
    assert batch(photos, *words, "--map", "all", "--name", "{stem}.npz", "--raw") == 0
    arrays = np.load(tmp_path / "out/c.npz")
    assert arrays.files == ["1-sobel-x", "2-sobel-y"]
    assert batch(photos, *words, "--map", "sheet", "--name", "{stem}.png") == 0
    assert read_picture(tmp_path / "out/a.png").width > 100
    assert batch(photos, *words, "--map", "2", "--name", "{stem}-{map}.png") == 0
    assert (tmp_path / "out/a-2.png").is_file()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--map", "all"], "name must be one that ends in .npy, .npz, .tif, .tiff, or has {map}"),
        (["--map", "sheet", "--raw", "--name", "a.tif"], "--raw must be left out for a contact"),
        (["--map", "all", "--name", "{stem}.csv"], "name must be one that ends in .npy, .npz"),
        (["--map", "sheet", "--name", "a.csv"], "one that ends as pictures do, such as .png"),
        ([], "--map must be from 1 to 2, “all” or “sheet”; none, for “Convolution 2 × 3×3”, which"),
        (["--add", "dense"], "layer must be one of conv"),
        (["--map", "7"], "--map must be from 1 to 2, “all” or “sheet”; 7, for “Convolution 2 ×"),
        (["--map", "7", "--name", "{stem}-{map}.png"], "--map must be from 1 to 2, “all” or"),
    ],
)
def test_maps_that_cannot_be_saved_so_are_wrong_usage(batch, photos, capsys, words, told) -> None:
    with pytest.raises(SystemExit) as caught:
        batch(photos, "--add", "conv sobel-x sobel-y", *words)
    assert caught.value.code == 2
    assert told in capsys.readouterr().err


def test_pictures_in_colours_fail_as_tables_and_gray_ones_are_saved(
    batch, photos, tmp_path, capsys
) -> None:
    Image.new("RGB", (3, 2)).save(photos / "rgb.png")
    Image.new("L", (3, 2), 7).save(photos / "gray.png")
    words = ["--format", "csv", "--raw"]
    assert batch("identity", photos / "rgb.png", photos / "gray.png", *words) == 1
    assert _names(tmp_path / "out") == ["gray-identity.csv"]
    assert (tmp_path / "out/gray-identity.csv").read_text() == "7,7,7\n7,7,7\n"
    told = capsys.readouterr().err
    assert "rgb.png: CSV holds one number a pixel, and here are 3. Save it as NPY or TIFF" in told
