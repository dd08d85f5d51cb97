"""Tables of numbers as pictures, however a country writes them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from convstudio.errors import PictureReadError
from convstudio.imaging.contents import contents_of
from convstudio.imaging.reading import read_bytes, read_picture


@pytest.mark.parametrize(
    "text",
    [
        "0.5,-1,3\n2,0.25,1e2\n",
        "0.5;-1;3\n2;0.25;1e2",
        "0,5;-1;3\n2;0,25;1e2\n",
        "0.5\t-1\t3\r\n2\t0.25\t1e2\r\n",
        "0,5\t-1\t3\n2\t0,25\t1e2\n",
        "0.5 -1 3\n2 0.25 1e2\n",
        "  0.5   -1   3  \n 2 0.25 100\n\n",
        "0,5 -1 3\n2 0,25 1e2\n",
        "0.5, -1, 3\n2, 0.25, 1e2\n",
        "0.5,-1,3,\n2,0.25,1e2,\n",
        '"0.5","-1","3"\n"2","0.25","100"\n',
        '"0,5";"-1";"3"\n"2";"0,25";"100"\n',
        "0.5,−1,3\n2,.25,+100.\n",
        "\ufeff0.5,-1,3\n2,0.25,100\n",
        "# a map\n0.5,-1,3\n\n# below\n2,0.25,100\n",
        "left,middle,right\n0.5,-1,3\n2,0.25,100\n",
    ],
)
def test_every_manner_gives_the_same_numbers(text: str) -> None:
    picture = read_bytes(text.encode(), "a.csv")
    assert picture.kind == "32-bit float gray"
    np.testing.assert_array_equal(picture.pixels[..., 0], [[0.5, -1, 3], [2, 0.25, 100]])


def test_what_excel_calls_unicode_text_opens() -> None:
    picture = read_bytes("1,5\t2\n3\t4\n".encode("utf-16"), "a.csv")
    np.testing.assert_array_equal(picture.pixels[..., 0], [[1.5, 2], [3, 4]])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("0,1\n1,0\n", "32-bit float gray"),
        ("0,3\n1,0\n", "8-bit gray"),
        ("0,255\n1.0,0\n", "8-bit gray"),
        ("0,256\n", "16-bit gray"),
        ("0,65536\n", "32-bit float gray"),
        ("0,-1\n", "32-bit float gray"),
        ("200,0.5\n", "32-bit float gray"),
        ("200,nan\n", "32-bit float gray"),
    ],
)
def test_whole_numbers_take_8_or_16_bits_where_they_fit(text: str, kind: str) -> None:
    picture = read_bytes(text.encode(), "a.csv")
    assert picture.kind == kind
    expected = [[float(word) for word in line.split(",")] for line in text.splitlines()]
    np.testing.assert_array_equal(picture.pixels[..., 0], np.float32(expected))


def test_the_line_of_the_textbooks_keeps_its_ones() -> None:
    row = "0 0 0 1 1 0 0 0\n"
    picture = read_bytes(row.encode() * 8, "line.txt")
    assert (picture.width, picture.height, picture.full_range) == (8, 8, 1.0)
    np.testing.assert_array_equal(picture.pixels[3, :, 0], [0, 0, 0, 1, 1, 0, 0, 0])


def test_numbers_are_known_without_the_ending() -> None:
    assert read_bytes(b"1;2\n3;4\n", "standard input").width == 2
    with pytest.raises(PictureReadError, match="is no picture that ConvStudio can read"):
        read_bytes(b"12 ducks\n3;4\n", "standard input")


def test_a_large_table_is_as_numpy_reads_it(tmp_path: Path) -> None:
    values = np.random.default_rng(5).normal(size=(700, 130))
    path = tmp_path / "large.csv"
    np.savetxt(path, values, delimiter=",")
    picture = read_picture(path)
    np.testing.assert_array_equal(picture.pixels[..., 0], values.astype(np.float32))
    assert contents_of(path).parts[0].width == 130
    assert contents_of(path).parts[0].height == 700


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1,2\n3,x\n", "“a.csv” is no table of numbers: “x” is no number (line 2, column 2)."),
        ("1,2\n,4\n", "“a.csv” is no table of numbers: a number is missing (line 2, column 1)."),
        ("1,2\n3,1_0\n", "“a.csv” is no table of numbers: “1_0” is no number (line 2, column 2)."),
        ("1;2\n\n3\n", "“a.csv” is no table: line 3 has 1 number, and the first row has 2."),
        ("1,2\n3,4,5\n", "“a.csv” is no table: line 2 has 3 numbers, and the first row has 2."),
        ("# only words\n", "“a.csv” is a table without numbers."),
        (
            "1,2 3,4\n5,6 7,8\n",
            (
                "“a.csv”: “1,2” can be one number or two. Write decimals with a point (0.5), or "
                "part the numbers with semicolons or tabs."
            ),
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, message: str) -> None:
    with pytest.raises(PictureReadError) as caught:
        read_bytes(text.encode(), "a.csv")
    assert str(caught.value) == message


def test_there_are_no_parts_in_a_table() -> None:
    with pytest.raises(PictureReadError, match="has no part “2”: it holds one table"):
        read_bytes(b"1,2\n", "a.csv", "2")


def test_a_column_of_samples_is_a_signal_in_a_row(tmp_path: Path) -> None:
    picture = read_bytes(b"volts\n0.5\n-1\n3\n", "a.csv")
    np.testing.assert_array_equal(picture.pixels[..., 0], [[0.5, -1, 3]])
    assert picture.column
    assert not read_bytes(b"0.5,-1,3\n", "a.csv").column
    path = tmp_path / "long.csv"
    path.write_text("0.25\n" * 300_000)
    assert read_picture(path).pixels.shape == (1, 300_000, 1)
    part = contents_of(path).parts[0]
    assert (part.width, part.height) == (300_000, 1)


def test_rows_of_several_numbers_are_fewer(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("1,2\n" * 300_000)
    with pytest.raises(PictureReadError, match="more than 262,144 rows"):
        read_picture(path)


_LOG = "time;temperature\n" + "\n".join(f"{0.5 * n};{n % 7}" for n in range(300))


@pytest.mark.parametrize("part", ["column 2", "temperature"])
def test_a_column_of_a_long_table_is_a_signal(part: str) -> None:
    column = read_bytes(_LOG.encode(), "log.csv", part)
    assert column.is_signal
    assert column.part == "column 2"
    assert column.column
    np.testing.assert_array_equal(column.pixels[0, :, 0], np.arange(300) % 7)
    assert column.pixels.dtype == np.uint8
    times = read_bytes(_LOG.encode(), "log.csv", "time")
    np.testing.assert_array_equal(times.pixels[0, :, 0], np.arange(300) / 2)


def test_the_whole_table_comes_first_and_nothing_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(_LOG)
    contents = contents_of(path)
    assert [(part.name, part.label, part.width, part.height) for part in contents.parts] == [
        ("", "Table", 2, 300),
        ("column 1", "Column 1: time", 300, 1),
        ("column 2", "Column 2: temperature", 300, 1),
    ]
    assert contents.has_choice
    assert not contents.asks
    whole = read_picture(path)
    assert (whole.height, whole.width, whole.is_signal) == (300, 2, False)
    assert whole.part == ""


@pytest.mark.parametrize("text", ["1,2,3\n4,5,6\n7,8,9\n", "1,2\n" * 7, "1," * 16 + "1\n"])
def test_of_other_tables_no_columns_are_offered(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)
    assert len(contents_of(path).parts) == 1


def test_a_column_that_is_not_there_is_refused() -> None:
    told = "holds one table, of which the columns are “column 1” to “column 2” .“time”, “temp"
    with pytest.raises(PictureReadError, match=told):
        read_bytes(_LOG.encode(), "log.csv", "column 3")
