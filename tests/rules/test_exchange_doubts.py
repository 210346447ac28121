import pytest

from webapp.exchange.doubts import doubts_on_faith, doubts_on_people, words_of_faith
from webapp.exchange.rules import Finding


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Samen de Bijbel lezen en bidden.", ["bijbel", "bidden"]),
        ("Koffie na de kerkdienst", ["kerkdienst"]),
        ("Het evangelie voor gelovigen", ["evangelie", "gelovigen"]),
        ("Bible study and prayer", ["bible", "prayer"]),
        ("We koken samen voor de buurt, in een zaal aan de Goedestraat.", []),
        ("Lekkerkerk is een dorp; geef mis niet op: missen doen we je.", []),
    ],
)
def test_words_of_faith_are_seen(text: str, words: list[str]) -> None:
    assert words_of_faith(text) == words


def test_doubts_stand_beside_the_field_that_raises_them() -> None:
    cells = {"title": "Bidden", "description": "Bel 06 12345678 of mail a@voorbeeld.nl", "organiser": "De kerk"}
    assert doubts_on_faith(cells) == [Finding("title", "faith_words", "bidden")]
    assert doubts_on_people(cells) == [Finding("description", "personal_data", "email,phone")]
