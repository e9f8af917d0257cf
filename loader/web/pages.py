"""The HTML of the pages: templates and what they are filled with. The only module that knows Jinja2."""

from __future__ import annotations

import re
from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from loader import __version__
from loader.web import FOLDER

__all__ = ["Pages"]


class Pages:
    """Fills templates; everything that is filled in is escaped."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {"with_parameters": _with_parameters, "anchor": _anchor}
        self._environment.globals["software"] = __version__

    def page(self, template: str, version: object = None, **filling: object) -> bytes:
        """One page.

        Args:
            template: its file's name, without the ending.
            version: the version of the store that it is about; None where it is about none.
            filling: what the template names.
        """
        return self._environment.get_template(f"{template}.html").render(version=version, **filling).encode()

    def refusal(self, status: HTTPStatus, sentence: str, problems: Sequence[str] = ()) -> bytes:
        """The page of a request that is not answered.

        Args:
            status: of HTTP.
            sentence: why.
            problems: the same one by one, where there is more to say.
        """
        return self.page("refusal", status=status, sentence=sentence, problems=problems)


def _anchor(heading: str) -> str:
    return re.sub(r"\W+", "-", heading.lower())


def _with_parameters(path: str, **parameters: object) -> str:
    given = {name: value for name, value in parameters.items() if value}
    return f"{path}?{urlencode(given)}" if given else path
