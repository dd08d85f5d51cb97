"""The user's own kernels: files, names, favourites, and folders that will not do."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.errors import ArgumentValueError, KernelFileError
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.library import Library, Preset
from convstudio.kernel.own_kernels import OwnKernels, file_stem


@pytest.fixture
def own(tmp_path: Path) -> OwnKernels:
    return OwnKernels(tmp_path / "data" / "kernels")


def _kernel(name: str = "Mine", weight: float = 2.0) -> Kernel:
    return Kernel(((0, 0, 0), (0, weight, 0), (0, 0, 0)), name=name, description="Mine.")


def _names(own: OwnKernels) -> list[str]:
    return [preset.kernel.name for preset in own.scan().presets]


def test_without_a_folder_there_is_nothing_and_no_complaint(own: OwnKernels) -> None:
    assert own.scan().presets == ()
    assert own.scan().problems == ()
    assert own.favourites() == frozenset()


def test_a_saved_kernel_is_there_again(own: OwnKernels) -> None:
    saved = own.save(_kernel("Größer ½"), ["a", "b"])
    assert saved.identifier == "own/Größer ½"
    assert saved.kernel == _kernel("Größer ½")
    assert (saved.group, saved.tags, saved.is_own) == ("Own", ("a", "b"), True)
    assert own.scan().presets == (saved,)
    assert OwnKernels(own.folder).scan().presets == (saved,)


@pytest.mark.parametrize(
    "name",
    ["a/b", "..", "../../etc/passwd", "CON", "con.txt", "NUL", "COM1", "LPT¹", ".hidden", "a\\b",
     "a:b|c?*", "x" * 120, "😀" * 60, "favourites", "-rf", "~", "a.", "日本語", "%n", "\u202eevil"],
)  # fmt: skip
def test_any_name_becomes_a_file_in_the_folder(own: OwnKernels, name: str) -> None:
    saved = own.save(_kernel(name))
    assert saved.path is not None
    assert saved.path.parent == own.folder
    assert not saved.path.name.startswith(".")
    assert len(saved.path.name.encode()) < 256
    assert [preset.path for preset in own.scan().presets] == [saved.path]
    assert own.favourites() == frozenset()


@given(st.text(max_size=200))
def test_every_text_has_a_safe_stem(name: str) -> None:
    stem = file_stem(name)
    assert 0 < len(stem.encode()) <= 140
    assert not set(stem) & set('<>:"/\\|?*\x00\n')
    assert stem == stem.strip(" .")
    assert stem.split(".")[0].casefold() not in {"con", "prn", "aux", "nul", "com1", "lpt9"}


def test_names_that_make_one_file_name_stand_beside_each_other(own: OwnKernels) -> None:
    for name in ("a/b", "a:b", "A b", "A B"):
        own.save(_kernel(name))
    files = sorted(path.name for path in own.folder.iterdir())
    assert files == ["A B 4.json", "A b 3.json", "a b 2.json", "a b.json"]
    assert sorted(_names(own)) == ["A B", "A b", "a/b", "a:b"]


def test_saving_over_takes_the_same_file(own: OwnKernels) -> None:
    first = own.save(_kernel("Mine", 2))
    second = own.save(_kernel("Mine", 3), ["new"], over=first)
    assert second.path == first.path
    assert own.scan().presets == (second,)
    assert second.kernel.weights[1][1] == 3


def test_a_name_of_nothing_or_too_much_is_refused(own: OwnKernels) -> None:
    for name in ("", " ", "x" * 121):
        with pytest.raises(ArgumentValueError, match="name must be 1 to 120 characters"):
            own.save(_kernel(name))
    assert not own.folder.exists()


def test_renaming_moves_the_file_too(own: OwnKernels) -> None:
    saved = own.save(_kernel("Old"), ["tag"])
    renamed = own.rename(saved, "New")
    assert [path.name for path in own.folder.iterdir()] == ["New.json"]
    assert (renamed.kernel.name, renamed.tags) == ("New", ("tag",))
    again = own.rename(renamed, "NEW")
    assert again.path == renamed.path
    assert _names(own) == ["NEW"]


def test_other_tags(own: OwnKernels) -> None:
    tagged = own.retag(own.save(_kernel()), ["x", " y ", "x"])
    assert tagged.tags == ("x", "y")
    assert own.scan().presets == (tagged,)


def test_what_is_deleted_comes_back(own: OwnKernels) -> None:
    saved = own.save(_kernel(), ["t"])
    deleted = own.delete(saved)
    assert own.scan().presets == ()
    assert deleted.name == "Mine"
    own.save(_kernel("Mine", 9))  # the name is taken by now
    restored = own.restore(deleted)
    assert restored.identifier == "own/Mine 2"
    assert restored.kernel == saved.kernel
    assert len(own.scan().presets) == 2


def test_deleting_twice_is_told(own: OwnKernels) -> None:
    saved = own.save(_kernel())
    own.delete(saved)
    with pytest.raises(KernelFileError, match="it is no longer there"):
        own.delete(saved)


def test_what_is_shipped_stays(own: OwnKernels) -> None:
    shipped = Preset("sobel-x", "Edge", _kernel("Sobel x"))
    for change in (own.delete, lambda p: own.rename(p, "a"), lambda p: own.retag(p, ["a"])):
        with pytest.raises(KernelFileError, match="“Sobel x” comes with the studio"):
            change(shipped)


def test_favourites_are_kept_of_any_kernel(own: OwnKernels) -> None:
    own.set_favourites({"sobel-x", "own/Mine"})
    assert OwnKernels(own.folder).favourites() == {"sobel-x", "own/Mine"}
    assert own.scan().presets == ()
    assert own.scan().problems == ()


@pytest.mark.parametrize("content", [b"{}", b"[1]", b"[" * 100_000, b"\xff", b"", b" " * (2 << 20)])
def test_a_broken_list_of_favourites_is_told(own: OwnKernels, content: bytes) -> None:
    own.set_favourites({"a"})
    (own.folder / "favourites.json").write_bytes(content)
    with pytest.raises(KernelFileError, match=r"favourites"):
        own.favourites()
    own.set_favourites({"b"})
    assert own.favourites() == {"b"}


def test_a_broken_file_is_named_and_stops_no_other(own: OwnKernels) -> None:
    own.save(_kernel("A"))
    own.save(_kernel("B"))
    (own.folder / "broken.json").write_text("{")
    (own.folder / "other.json").write_text(json.dumps({"some": "settings"}))
    (own.folder / "folder.json").mkdir()
    (own.folder / "notes.txt").write_text("no kernel")
    (own.folder / ".convstudio-x.part").write_text("half")
    scan = own.scan()
    assert [preset.kernel.name for preset in scan.presets] == ["A", "B"]
    told = [str(problem) for problem in scan.problems]
    assert len(told) == 3
    for name, words in zip(("broken.json", "folder.json", "other.json"), told, strict=True):
        assert name in words


def test_a_file_that_changed_is_read_again_and_others_are_not(own: OwnKernels, monkeypatch) -> None:
    saved = [own.save(_kernel(name)) for name in ("A", "B", "C")]
    own.scan()
    read = []
    original = OwnKernels._read
    monkeypatch.setattr(
        OwnKernels, "_read", lambda self, path: read.append(path.stem) or original(self, path)
    )
    own.save(_kernel("B", 7), over=saved[1])
    read.clear()
    presets = own.scan().presets
    assert read == ["B"]
    assert [preset.kernel.weights[1][1] for preset in presets] == [2, 7, 2]


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "kernels").write_text("")
    own = OwnKernels(tmp_path / "kernels")
    (problem,) = own.scan().problems
    assert "cannot be read" in problem.message
    with pytest.raises(KernelFileError):
        own.save(_kernel())
    with pytest.raises(KernelFileError):
        own.set_favourites({"a"})


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_cannot_be_read_is_told(own: OwnKernels) -> None:
    own.save(_kernel())
    own.folder.chmod(0)
    try:
        (problem,) = own.scan().problems
        assert "there is no permission" in str(problem)
    finally:
        own.folder.chmod(0o700)


def test_a_folder_that_cannot_be_written_is_told(own: OwnKernels, monkeypatch) -> None:
    own.save(_kernel())

    def refuse(*args: object, **kwargs: object) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("convstudio.atomic._unnamed", lambda _folder: None)
    monkeypatch.setattr("tempfile.mkstemp", refuse)
    with pytest.raises(KernelFileError, match="there is no permission to write there"):
        own.save(_kernel("Other"))
    assert _names(own) == ["Mine"]


def test_a_run_that_keeps_nothing_says_so() -> None:
    own = OwnKernels(None)
    assert own.scan().presets == ()
    assert own.favourites() == frozenset()
    with pytest.raises(KernelFileError, match="keeps no kernels"):
        own.save(_kernel())


def test_the_library_takes_the_own_ones_first(own: OwnKernels) -> None:
    shipped = Library((Preset("identity", "Basic", Kernel(((1,),), name="Identity")),))
    saved = own.save(Kernel(((1,),), name="One"))
    library = shipped.with_own(own.scan().presets)
    assert list(library.groups) == ["Own", "Basic"]
    assert library.named("own/One") == saved.kernel
    assert library.with_own(()) == shipped
    # Of those with the same numbers, the one of that name; else what is shipped.
    assert library.matching(Kernel(((1,),))) is shipped.presets[0]
    assert library.matching(Kernel(((1,),), name="One")) == saved


def test_a_pipe_in_the_place_of_the_favourites_is_told(own: OwnKernels) -> None:
    own.save(_kernel())
    os.mkfifo(own.folder / "favourites.json")
    with pytest.raises(KernelFileError, match="it is a device or a pipe"):
        own.favourites()
    assert _names(own) == ["Mine"]


def test_a_favourite_whose_name_is_no_text_stops_no_other(own: OwnKernels) -> None:
    own.set_favourites(["sobel-x", "own/\udcff"])
    assert own.favourites() == {"sobel-x"}


def test_a_description_of_a_whole_book_is_refused(own: OwnKernels) -> None:
    own.save(_kernel())
    path = own.folder / "Mine.json"
    entry = json.loads(path.read_text("utf-8")) | {"description": "x" * 1001}
    path.write_text(json.dumps(entry), "utf-8")
    (problem,) = own.scan().problems
    assert "description must be at most 1,000 characters" in problem.message
