"""One YAML file that is one object of keys, such as a mapping: read whole, with the lines of its values."""

from __future__ import annotations

from pathlib import Path

from loader.errors import InputError, Place, Problem
from loader.facts.lines import decoded, lines, opened
from loader.facts.placed import Written
from loader.facts.wording import label
from loader.facts.yaml import written

__all__ = ["read"]

_LARGEST = 1 << 18  # bytes


def read(file: Path, what: str) -> tuple[Written, dict[str, object]]:
    """Reads a file.

    Args:
        file: the file.
        what: what it is to be, for messages: "a territory, which has a 'name'".

    Returns:
        What was written, and its keys.

    Raises:
        InputError: there is no such file, or it is no such YAML; a line for each thing that is wrong.
    """
    found = list(written(str(file), _text(file, what)))
    if told := [str(one) for one in found if isinstance(one, Problem)]:
        raise InputError(*told)
    whole = found[0] if found else Written(1, None)
    assert isinstance(whole, Written)  # no problem is left
    if len(found) != 1 or not isinstance(whole.value, dict):
        raise InputError(f"{Place(str(file), whole.line)}: this is not {what}.")
    if told := [
        f"{Place(str(file), whole.lines[path])}: {label(path)} stands there twice. Keep one of the two."
        for path in whole.repeated
    ]:
        raise InputError(*told)
    return whole, whole.value


def _text(file: Path, what: str) -> str:
    texts = []
    with opened(file) as stream:
        head = stream.read(_LARGEST + 1)
        if len(head) > _LARGEST:
            raise InputError(f"{file}: it has more than {_LARGEST:,} bytes, and is not {what}.")
        for number, line in lines(head, stream):
            text = decoded(str(file), number, line)
            if isinstance(text, Problem):
                raise InputError(str(text))
            texts.append(text)
    return "\n".join(texts)
