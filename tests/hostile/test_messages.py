"""What a refusal quotes of an input can be shown in a terminal, a log or a page."""

from __future__ import annotations

import pytest

from loader.documents import DocumentError, triples


@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\x1b[2J", "\n", "\u2028", "\U000e0041", "\ufeff"])
def test_what_is_quoted_of_a_document_cannot_turn_or_hide_what_is_read(sign: str) -> None:
    with pytest.raises(DocumentError) as caught:
        triples(f"<http://a/{sign}b> {sign} .".encode(), "text/turtle")
    assert str(caught.value).isprintable()
