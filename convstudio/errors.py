"""Every error that a user can meet, in one tree.

    ConvStudioError
    ├── ValidationError             an argument that the mathematics refuses
    │   ├── ArgumentTypeError       … and that is a TypeError
    │   └── ArgumentValueError      … and that is a ValueError
    ├── FormulaError                a formula that cannot be read, or has no value in a cell
    ├── KernelFileError             a kernel that cannot be found or read
    ├── KernelTextError             a text in which no kernel can be read, and where
    ├── PictureReadError            a picture that cannot be opened
    ├── PictureWriteError           a picture that cannot be saved
    ├── CodeFileError               exported code that cannot be saved
    ├── FilterFileError             arrays of weights that cannot be read or saved
    ├── PipelineFileError           a pipeline that cannot be read or saved
    ├── SessionFileError            a session that cannot be read or saved
    ├── BatchError                  a batch that cannot begin, or with files that failed
    ├── RecoveryError               what was kept for recovery cannot be written or read
    └── NoDisplayError              no screen to open a window on

    Cancelled                       newer work has made this work needless; never shown

Each carries what is wrong (``message``) and what would be right (``hint``), so that the window can
show the two apart and the command line can print them on one line.
"""

from __future__ import annotations

_LONGEST_GIVEN = 200  # characters of a value that was refused


def shortened(text: str, longest: int = 300) -> str:
    """The text, without its middle where it is longer: what was given may be a whole file."""
    if len(text) <= longest:
        return text
    last = longest // 3
    return f"{text[: longest - last - 3]} … {text[-last:]}"


class ConvStudioError(Exception):
    """An expected failure, told in words: ``message`` says what is wrong, ``hint`` what to do."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    @property
    def sentence(self) -> str:
        """The message with a capital, as it stands alone; a file keeps its name."""
        if "." in self.message.split(" ", 1)[0].rstrip(".:"):
            return self.message
        return self.message[:1].upper() + self.message[1:]

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class ValidationError(ConvStudioError):
    """An argument was refused: its name, the value that was ``given``, what is ``wanted``."""

    def __init__(self, argument: str, *, given: str, wanted: str, hint: str = "") -> None:
        given = shortened(given, _LONGEST_GIVEN)
        super().__init__(f"{argument} must be {wanted}; {given} was given.", hint=hint)
        self.argument = argument
        self.given = given
        self.wanted = wanted


class ArgumentTypeError(ValidationError, TypeError):
    """An argument of the wrong type."""


class ArgumentValueError(ValidationError, ValueError):
    """An argument of the right type with a value that cannot be used."""


class FormulaError(ConvStudioError):
    """A formula was refused: ``text`` is what was typed, ``start`` and ``length`` the place."""

    def __init__(
        self, message: str, *, text: str = "", start: int = 0, length: int = 0, hint: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
        self.text = text
        self.start = start
        self.length = length

    @property
    def marked(self) -> str:
        """The line of the formula at fault, and under it carets at the characters at fault."""
        before = self.text[: self.start]
        line_start = before.rfind("\n") + 1
        line = self.text[line_start:].split("\n", 1)[0]
        indent = self.start - line_start
        carets = max(min(self.length, len(line) - indent), 1)
        return f"{line}\n{' ' * indent}{'^' * carets}"


class KernelFileError(ConvStudioError):
    """A kernel file that is missing, unreadable, or not a kernel."""


class KernelTextError(ConvStudioError):
    """A text in which no kernel can be read: what is wrong, and where.

    Attributes:
        start, end: the place in the text, in characters from its beginning.
        line, column: the same place for people, from 1.
    """

    def __init__(
        self, message: str, *, start: int, end: int, line: int, column: int, hint: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
        self.start = start
        self.end = end
        self.line = line
        self.column = column


class PictureReadError(ConvStudioError):
    """A file that is no picture, is broken, or cannot be read."""


class PictureWriteError(ConvStudioError):
    """A picture that could not be saved; what stood under that name before is unchanged."""


class CodeFileError(ConvStudioError):
    """Exported code that could not be saved; what stood under that name before is unchanged."""


class FilterFileError(ConvStudioError):
    """A file without arrays of weights, with such as no filters can have, or that was not saved."""


class PipelineFileError(ConvStudioError):
    """A pipeline file that is missing, unreadable or none, or that could not be saved."""


class SessionFileError(ConvStudioError):
    """A session file that is missing, unreadable or none, or that could not be saved."""


class BatchError(ConvStudioError):
    """A batch that cannot begin, or that ended with files that failed."""


class RecoveryError(ConvStudioError):
    """What a window keeps for the case that it ends unasked cannot be written or read back."""


class NoDisplayError(ConvStudioError):
    """There is no screen that a window could open on."""


class Cancelled(Exception):  # noqa: N818 - a signal between a worker and its owner, not an error
    """The work was called off because newer work replaces it."""
