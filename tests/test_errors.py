"""The tree of errors: who is whose kin, and what each says."""

from __future__ import annotations

import pytest

from convstudio.errors import (
    ArgumentTypeError,
    ArgumentValueError,
    Cancelled,
    CodeFileError,
    ConvStudioError,
    FilterFileError,
    KernelFileError,
    NoDisplayError,
    PictureReadError,
    PictureWriteError,
    RecoveryError,
    ValidationError,
    shortened,
)


@pytest.mark.parametrize(
    ("kind", "kin"),
    [
        (ValidationError, ConvStudioError),
        (ArgumentTypeError, ValidationError),
        (ArgumentTypeError, TypeError),
        (ArgumentValueError, ValidationError),
        (ArgumentValueError, ValueError),
        (KernelFileError, ConvStudioError),
        (FilterFileError, ConvStudioError),
        (PictureReadError, ConvStudioError),
        (PictureWriteError, ConvStudioError),
        (CodeFileError, ConvStudioError),
        (NoDisplayError, ConvStudioError),
        (RecoveryError, ConvStudioError),
    ],
)
def test_each_error_is_of_its_kin(kind: type[Exception], kin: type[Exception]) -> None:
    assert issubclass(kind, kin)


def test_a_wrong_type_is_no_wrong_value_and_the_other_way_round() -> None:
    assert not issubclass(ArgumentTypeError, ValueError)
    assert not issubclass(ArgumentValueError, TypeError)


def test_cancelled_is_never_shown_as_an_error() -> None:
    assert not issubclass(Cancelled, ConvStudioError)


def test_the_text_is_message_and_hint_on_one_line() -> None:
    error = ConvStudioError("It is wrong.", hint="Do it right.")
    assert (error.message, error.hint, str(error)) == (
        "It is wrong.",
        "Do it right.",
        "It is wrong. Do it right.",
    )


def test_the_text_without_a_hint_has_no_blank_at_its_end() -> None:
    assert str(ConvStudioError("It is wrong.")) == "It is wrong."


def test_a_validation_error_keeps_argument_given_and_wanted() -> None:
    error = ArgumentValueError("stride", given="0", wanted="at least 1", hint="Try 1.")
    assert (error.argument, error.given, error.wanted) == ("stride", "0", "at least 1")
    assert str(error) == "stride must be at least 1; 0 was given. Try 1."


def test_what_was_given_is_cut_short_where_it_is_a_whole_file() -> None:
    error = ArgumentValueError("tone", given="x" * 100_000, wanted="one of a, b")
    assert len(str(error)) < 300
    assert str(error).startswith("tone must be one of a, b; xxx")
    assert shortened("a" * 300) == "a" * 300
    assert shortened("b" + "a" * 300 + "c")[0::299] == "bc"
