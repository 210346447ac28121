"""The hint beside free text: it warns of what it noticed, and holds nobody up."""

from flask import Flask, render_template_string

from webapp.privacy.free_text import Reason, names_or_causes

HINT = '{% from "components/free_text_hint.html" import free_text_hint %}{{ free_text_hint(reasons) }}'


def test_hint_alone_when_nothing_was_noticed(app: Flask) -> None:
    with app.test_request_context():
        page = render_template_string(HINT, reasons=names_or_causes("Wie helpt in de tuin?"))

    assert "Noem geen namen" in page
    assert "lijkt" not in page


def test_every_reason_has_words_and_none_blocks(app: Flask) -> None:
    with app.test_request_context():
        page = render_template_string(HINT, reasons=list(Reason))

    assert page.count("<li>") == len(Reason)
    assert "<li></li>" not in page
    assert "Je mag het ook laten staan." in page
