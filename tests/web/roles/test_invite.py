from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_partner
from tests.web.conftest import Page, SignIn
from tests.web.roles.conftest import Administrator
from webapp.models import Account, AuditEvent, EmailLink, OutboxMail, RoleGrant
from webapp.vocabulary import AuditAction, LinkPurpose, PartnerKind, Role

PATH = "/beheer/uitnodigen"
ADDRESS = "nieuw@example.nl"
VIEWER = {
    "email": ADDRESS,
    "role": "municipality_viewer",
    "since": TODAY.isoformat(),
    "reason": "Op verzoek van de gemeente",
}


def problems(page: Page) -> dict[str, str]:
    """The errors in the summary, by the field that they lead to."""
    return {str(link["href"]).removeprefix("#"): link.text for link in page.soup.select(".error-summary a")}


def made(records: Session) -> list[RoleGrant]:
    """The roles of the address."""
    return list(
        records.scalars(
            select(RoleGrant).join(Account, Account.id == RoleGrant.account_id).where(Account.email == ADDRESS)
        )
    )


def test_form_offers_each_role_and_place_and_begins_today(anna: Administrator, selwerd: int) -> None:
    page = anna.browser.visit(PATH)

    roles = [choice["value"] for choice in page.soup.select("[name=role]")]
    assert roles == [
        "neighbourhood_coordinator",
        "city_coordinator",
        "partner_member",
        "municipality_viewer",
        "track_counsellor",
        "administrator",
    ]
    assert "die groepen komen later" in page.text
    assert page.soup.select_one(f"#neighbourhood_id option[value='{selwerd}']").text == "Selwerd"
    assert page.soup.find(id="since")["value"] == TODAY.isoformat()
    for name in ("email", "neighbourhood_id", "partner_id", "since", "last_day", "reason"):
        assert page.soup.select_one(f'label[for="{name}"]').text


def test_new_address_gets_an_account_a_role_and_a_link(records: Session, anna: Administrator, selwerd: int) -> None:
    typed = {
        **VIEWER,
        "email": " Nieuw@Example.nl",
        "role": "neighbourhood_coordinator",
        "neighbourhood_id": str(selwerd),
        "last_day": (TODAY + timedelta(days=30)).isoformat(),
    }

    answer = anna.browser.submit(PATH, typed, status=303)

    [grant] = made(records)
    assert (grant.role, grant.neighbourhood_id, grant.granted_by) == (
        Role.NEIGHBOURHOOD_COORDINATOR,
        selwerd,
        anna.account_id,
    )
    assert (grant.period.lower, grant.period.upper) == (TODAY, TODAY + timedelta(days=31))
    link = records.scalars(select(EmailLink).where(EmailLink.email == ADDRESS)).one()
    assert link.purpose == LinkPurpose.INVITATION
    mail = records.scalars(select(OutboxMail).where(OutboxMail.recipient == ADDRESS)).one()
    assert "http://127.0.0.1:8050/uitnodiging/" in mail.body
    for told in ("oördinator", "Selwerd", "Anna", "gemeente"):
        assert told not in mail.subject + mail.body
    events = records.scalars(select(AuditEvent.action).where(AuditEvent.account_id == anna.account_id)).all()
    assert set(events) == {AuditAction.CREATED, AuditAction.ROLE_GRANTED, AuditAction.INVITED}
    assert "De rol is gegeven" in anna.browser.visit(answer.response.headers["Location"]).text


def test_who_has_a_password_is_told_to_sign_in(records: Session, anna: Administrator) -> None:
    make_account(records, ADDRESS).password_hash = "x"
    records.commit()

    anna.browser.submit(PATH, VIEWER, status=303)

    mail = records.scalars(select(OutboxMail).where(OutboxMail.recipient == ADDRESS)).one()
    assert "http://127.0.0.1:8050/inloggen/wachtwoord" in mail.body
    assert "uitnodiging" not in mail.body
    assert "gemeente" not in mail.subject + mail.body


@pytest.mark.parametrize("role", ["city_coordinator", "administrator"])
def test_role_for_the_whole_city_waits_and_mails_nothing(records: Session, anna: Administrator, role: str) -> None:
    answer = anna.browser.submit(PATH, VIEWER | {"role": role}, status=303)

    [grant] = made(records)
    assert (grant.needs_approval, grant.approved_at) == (True, None)
    assert records.scalar(select(func.count()).where(OutboxMail.recipient == ADDRESS)) == 0
    assert "als een tweede beheerder haar goedkeurt" in anna.browser.visit(answer.response.headers["Location"]).text


def test_empty_form_says_what_is_missing(records: Session, anna: Administrator) -> None:
    page = anna.browser.submit(PATH, {}, status=422)

    assert list(problems(page)) == ["email", "role", "since", "reason"]
    assert page.soup.title.text.startswith("Fout:")


@pytest.mark.parametrize(
    ("changed", "field", "complaint"),
    [
        ({"email": "nieuw"}, "email", "Dit is geen volledig e-mailadres. Schrijf het als naam@voorbeeld.nl."),
        ({"email": "anna.beheer@example.nl"}, "email", "Jezelf kun je geen rol geven. Vraag een andere beheerder."),
        ({"role": "neighbourhood_coordinator"}, "neighbourhood_id", "Kies de wijk waar deze rol voor is."),
        ({"role": "partner_member"}, "partner_id", "Kies de organisatie of kerk waar deze rol voor is."),
        ({"since": "2026-11-21"}, "since", "Een rol begint vandaag of later."),
        ({"last_day": "2026-11-21"}, "last_day", "De laatste dag ligt voor de eerste. Kies een latere dag."),
        ({"last_day": "9999-01-01"}, "last_day", "Kies een datum vóór het jaar 2200."),
        ({"reason": "x"}, "reason", "Schrijf minstens 3 tekens."),
        ({"reason": "x" * 501}, "reason", "Maak het korter: hooguit 500 tekens."),
    ],
)
def test_mistake_is_told_beside_its_field_and_nothing_is_made(
    records: Session, anna: Administrator, changed: dict[str, str], field: str, complaint: str
) -> None:
    page = anna.browser.submit(PATH, VIEWER | changed, status=422)

    assert problems(page) == {field: complaint}
    assert made(records) == []
    assert records.scalar(select(func.count()).where(Account.email == ADDRESS)) == 0


def test_all_mistakes_are_told_in_one_round_in_the_order_of_the_fields(anna: Administrator) -> None:
    typed = {"email": "", "role": "neighbourhood_coordinator", "since": "2026-11-21", "reason": "x"}

    page = anna.browser.submit(PATH, typed, status=422)

    assert problems(page) == {
        "email": "Vul het e-mailadres in.",
        "neighbourhood_id": "Kies de wijk waar deze rol voor is.",
        "since": "Een rol begint vandaag of later.",
        "reason": "Schrijf minstens 3 tekens.",
    }


def test_other_administrators_are_mailed_that_something_waits(
    records: Session, anna: Administrator, bram: Administrator, sign_in: SignIn
) -> None:
    for each in (anna, bram):
        records.get_one(Account, each.account_id).password_hash = "x"
    records.commit()

    sign_in(anna.account_id).submit(PATH, VIEWER | {"role": "administrator"}, status=303)

    mail = records.scalars(select(OutboxMail).where(OutboxMail.recipient == "bram.beheer@example.nl")).one()
    assert "http://127.0.0.1:8050/beheer\n" in mail.body
    for told in (ADDRESS, "Anna", "gemeente", "rol"):
        assert told not in mail.subject + mail.body
    assert records.scalar(select(func.count()).where(OutboxMail.recipient == "anna.beheer@example.nl")) == 0


@pytest.mark.parametrize(
    "changed", [{"role": "group_leader"}, {"role": "koning"}, {"partner_id": "0"}, {"since": "gisteren"}], ids=str
)
def test_what_the_form_does_not_offer_is_refused(
    records: Session, anna: Administrator, changed: dict[str, str]
) -> None:
    page = anna.browser.submit(PATH, VIEWER | changed, status=422)

    assert list(problems(page)) == list(changed)
    assert made(records) == []


def test_counsellor_gets_a_church_and_nothing_else(records: Session, anna: Administrator) -> None:
    church = make_partner(records, "proefkerk")
    bakery = make_partner(records, "bakker", kind=PartnerKind.BUSINESS)
    records.commit()
    counsellor = VIEWER | {"role": "track_counsellor"}

    page = anna.browser.submit(PATH, counsellor | {"partner_id": str(bakery.id)}, status=422)
    assert problems(page) == {"partner_id": "Een trajectbegeleider begeleidt een kerk. Kies een kerk."}
    anna.browser.submit(PATH, counsellor | {"partner_id": str(church.id)}, status=303)
    assert [grant.partner_id for grant in made(records)] == [church.id]


def test_place_that_the_role_does_not_need_is_not_kept(records: Session, anna: Administrator, selwerd: int) -> None:
    anna.browser.submit(PATH, VIEWER | {"neighbourhood_id": str(selwerd)}, status=303)

    assert [grant.neighbourhood_id for grant in made(records)] == [None]


def test_same_role_twice_is_an_error_of_the_form(records: Session, anna: Administrator) -> None:
    anna.browser.submit(PATH, VIEWER, status=303)
    page = anna.browser.submit(PATH, VIEWER, status=422)

    assert problems(page) == {"role": "Deze persoon heeft deze rol in deze tijd al, of wacht erop."}
    assert len(made(records)) == 1


def test_form_that_is_sent_twice_works_once(records: Session, anna: Administrator) -> None:
    key = BeautifulSoup(anna.browser.client.get(PATH).data, "html.parser").find(attrs={"name": "eenmalig"})["value"]

    first = anna.browser.submit(PATH, VIEWER | {"eenmalig": str(key)}, status=303)
    second = anna.browser.submit(PATH, VIEWER | {"eenmalig": str(key)}, status=303)

    assert first.response.headers["Location"] == second.response.headers["Location"]
    assert len(made(records)) == 1
    assert records.scalar(select(func.count()).where(OutboxMail.recipient == ADDRESS)) == 1


def test_invitation_is_written_in_the_language_of_who_reads_it(records: Session, anna: Administrator) -> None:
    make_account(records, ADDRESS, language="nl")
    records.commit()

    anna.browser.submit(f"{PATH}?taal=en", VIEWER, status=303)

    mail = records.scalars(select(OutboxMail).where(OutboxMail.recipient == ADDRESS)).one()
    assert mail.subject == "Uitnodiging voor Missie050"


def test_only_administrator_hears_how_a_second_one_is_made(
    records: Session, anna: Administrator, sign_in: SignIn
) -> None:
    others = select(RoleGrant).where(RoleGrant.role == Role.ADMINISTRATOR, RoleGrant.account_id != anna.account_id)
    for grant in records.scalars(others):
        grant.ended_at, grant.end_reason = datetime.now(UTC), "Voor deze proef"
    records.commit()

    assert "Je bent de enige beheerder" in sign_in(anna.account_id).visit(PATH).text


def test_administrator_among_others_does_not(anna: Administrator, bram: Administrator) -> None:
    assert "enige beheerder" not in anna.browser.visit(PATH).text
