"""From files to questions."""

from __future__ import annotations

from pathlib import Path

from loader.errors import InputError, QueryError, UnknownNameError
from loader.queries.declare import parameters, text_of, texts_of
from loader.queries.head import HeadError, head_lines, parse
from loader.queries.model import Question
from loader.queries.scan import form_of, slots
from loader.resources import folder as data_folder

__all__ = ["catalogue", "find", "read"]

_KEYS = ("summary", "description", "cost", "tags", "parameters")


def catalogue(folder: Path | None = None) -> dict[str, Question]:
    """All saved questions by name, in order of their names.

    Args:
        folder: where they lie; the product's own by default.

    Raises:
        QueryError: a file is not as it should be; names the file and the line.
        InputError: the folder holds none, or one that cannot be read.
    """
    return {path.stem: _saved(path) for path in _files(folder)}


def find(name: str, folder: Path | None = None) -> Question:
    """One saved question; no other file is read.

    Raises:
        UnknownNameError: there is none of that name; says which there are.
        QueryError: its file is not as it should be.
    """
    paths = {path.stem: path for path in _files(folder)}
    if name not in paths:
        from loader.facts.suggest import suggest  # noqa: PLC0415  # only a mistake needs it

        guess = suggest(name, paths)
        raise UnknownNameError(
            f"There is no saved query '{name}'. {guess or 'There are: ' + ', '.join(paths) + '.'}"
        )
    return _saved(paths[name])


def read(path: Path) -> Question:
    """A SPARQL file of anyone's own; it may have a head, and then its parameters work.

    Raises:
        InputError: the file cannot be read.
        QueryError: its head is wrong, or it is no query; names the file and the line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except IsADirectoryError:
        raise InputError(f"{path} is a folder; give a file that holds one SPARQL query.") from None
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8 text; give a file that holds one SPARQL query.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None
    try:
        head = parse(head_lines(text))
        for key, node in head.items():
            if key not in _KEYS:
                raise HeadError(node.line, f"'{key}' is no key of a head; there are {', '.join(_KEYS)}.")
        form = form_of(text)
        if form is None:
            raise HeadError(1, "This is no SPARQL query: there is no SELECT, CONSTRUCT, ASK or DESCRIBE.")
        return Question(
            name=path.stem,
            summary=text_of(head["summary"], "summary") if "summary" in head else "",
            description=text_of(head["description"], "description") if "description" in head else "",
            tags=texts_of(head["tags"], "tags") if "tags" in head else (),
            parameters=parameters(head.get("parameters"), slots(text)),
            text=text,
            form=form,
            path=path,
            cost=text_of(head["cost"], "cost") if "cost" in head else "",
        )
    except HeadError as error:
        raise QueryError(f"{path}:{error.line}: {error}") from None


def _saved(path: Path) -> Question:
    question = read(path)
    if not question.summary:
        raise QueryError(f"{path}:1: A saved query has a head with a summary.")
    return question


def _files(folder: Path | None) -> list[Path]:
    place = folder or data_folder("queries")
    files = sorted(place.glob("*.rq"), key=lambda path: path.stem)
    if not files:
        raise InputError(f"{place} holds no saved queries: no file ends in .rq.")
    return files
