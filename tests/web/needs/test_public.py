from sqlalchemy.orm import Session

from tests.need_making import find_place, make_private_need, make_public_need
from tests.web.conftest import SignIn, Visitor
from tests.web.needs.asking import CANARY, add_asker
from tests.web.statements import counted
from webapp.models import Person

PUBLIC = "/wijken/vinkhuizen/vragen"


def test_public_page_shows_what_is_open_and_never_what_people_ask(
    records: Session, visitor: Visitor, sign_in: SignIn
) -> None:
    asker = add_asker(records)
    make_private_need(records, records.get_one(Person, asker.person_id), words=CANARY, theme="huiswerk")
    make_public_need(records, find_place(records), words="Kom langs <b>nu</b>", figure="onbekend")
    records.commit()
    for reader in (visitor, sign_in(add_asker(records, "Carla Kijkt").account_id)):
        page = reader.visit(PUBLIC)
        assert "Kom langs <b>nu</b>" in page.text
        assert "Huiswerk" not in page.text
        assert "kanarie" not in page.text
    assert "Kom langs" not in visitor.visit("/wijken/selwerd/vragen").text
    visitor.visit("/wijken/bestaat-niet/vragen", status=404)


def test_public_page_takes_as_many_statements_for_many_as_for_one(records: Session, visitor: Visitor) -> None:
    make_public_need(records, find_place(records), figure="pct_65plus")
    records.commit()
    with counted(visitor.client.application) as few:
        visitor.visit(PUBLIC)
    for theme in ("groen-in-de-wijk", "samenleven", "taal"):
        make_public_need(records, find_place(records), theme=theme, figure="pct_0_14")
    records.commit()
    with counted(visitor.client.application) as many:
        visitor.visit(PUBLIC)
    assert len(many) == len(few)
