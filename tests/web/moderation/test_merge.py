from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.initiative_making import make_content, make_initiative, make_task, make_waiting
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.moderation.coordinators import (
    BEIJUM,
    QUEUE,
    account_for,
    coordinator,
    mails_to,
    make_changed,
    organiser_of,
)
from webapp.models import Initiative, Listing


def beside(slug: str, other: str, stays: str | None = None) -> str:
    return f"{QUEUE}/{slug}/samenvoegen?met={other}" + (f"&blijft={stays}" if stays else "")


def sent(page: Page, **chosen: str) -> dict[str, str]:
    """What the form of a page would send, with other choices."""
    fields = {str(each["name"]): str(each.get("value", "")) for each in page.soup.select("form input[type=hidden]")}
    radios = page.soup.select("form input[type=radio][checked]")
    return {**fields, **{str(each["name"]): str(each["value"]) for each in radios}, **chosen}


def action(page: Page) -> str:
    form = page.soup.select_one("form.form")
    assert form is not None
    return str(form["action"])


def merge(browser: Visitor, path: str, *, status: int = 303, title: str = "blijft") -> Page:
    page = browser.visit(path)
    return browser.submit(action(page), sent(page, **{"veld-title": title, "zeker": "ja"}), status=status)


def test_lookalikes_and_what_is_found_are_offered(records: Session, sign_in: SignIn) -> None:
    waiting = make_waiting(records, make_content("Samen eten"))
    alike = make_initiative(records, make_content("Samen eten!"))
    other = make_initiative(records, make_content("Fietsen repareren"))
    make_initiative(records, make_content("Fietsen in Beijum", **BEIJUM))
    records.commit()
    local, path = coordinator(records, sign_in, "selwerd"), f"{QUEUE}/{waiting.slug}/samenvoegen"

    def offered(page: Page) -> list[str]:
        return [str(each["href"]) for each in page.soup.select(".review-alike a")]

    assert offered(local.visit(path)) == [beside(waiting.slug, alike.slug)]
    assert offered(local.visit(f"{path}?zoek=fietsen"))[1:] == [beside(waiting.slug, other.slug)]
    assert "Niets gevonden." in local.visit(f"{path}?zoek=xyzzy").text


def test_two_stand_beside_each_other_and_what_is_shown_stays(records: Session, sign_in: SignIn) -> None:
    waiting = make_waiting(records, make_content("Eten met buren", for_whom="Voor buren"))
    shown = make_initiative(records, make_content("Samen eten"))
    records.commit()
    page = coordinator(records, sign_in, "selwerd").visit(beside(waiting.slug, shown.slug))
    assert [each.get_text() for each in page.soup.select(".review-pair__title")] == ["Samen eten", "Eten met buren"]
    names = [each.get_text(" ", strip=True) for each in page.soup.select(".review-take legend")]
    assert names == ["Titel", "Voor wie"]
    turned = coordinator(records, sign_in, "selwerd").visit(beside(waiting.slug, shown.slug, waiting.slug))
    assert [each.get_text() for each in turned.soup.select(".review-pair__title")] == ["Eten met buren", "Samen eten"]


def test_merged_has_what_was_chosen_and_organisers_are_mailed(records: Session, sign_in: SignIn) -> None:
    kept = make_initiative(records, make_content("Samen eten"))
    other = make_initiative(records, make_content("Eten met buren", tasks=(make_task("koken"),)))
    records.commit()
    local = coordinator(records, sign_in, "selwerd")
    organisers = [organiser_of(records, each) for each in (kept, other)]
    done = merge(local, beside(other.slug, kept.slug), title="ander")
    assert done.response.location == f"{QUEUE}/{kept.slug}/versies?gedaan=samengevoegd"
    records.commit()
    assert records.scalars(select(Listing.title).where(Listing.slug == kept.slug)).all() == ["Eten met buren"]
    assert records.scalars(select(Initiative.state).where(Initiative.slug == other.slug)).all() == ["merged"]
    for account in organisers:
        assert mails_to(records, account) == ["Twee initiatieven zijn er nu één"]
    page = local.visit(done.response.location or "")
    assert f"Samengevoegd met /initiatieven/{other.slug}" in page.text
    assert "Hier blijft te lezen wat het was." in local.visit(f"{QUEUE}/{other.slug}/versies").text


def test_old_address_leads_to_what_stayed(records: Session, sign_in: SignIn, visitor: Visitor) -> None:
    kept = make_initiative(records, make_content("Samen eten"))
    other = make_initiative(records, make_content("Eten met buren"))
    records.commit()
    merge(coordinator(records, sign_in, "selwerd"), beside(other.slug, kept.slug))
    records.commit()
    answer = visitor.client.get(f"/initiatieven/{other.slug}")
    assert answer.status_code in (301, 302, 303, 308)
    assert answer.location == f"/initiatieven/{kept.slug}"


def test_merge_of_what_changed_since_is_refused(records: Session, sign_in: SignIn) -> None:
    kept = make_initiative(records, make_content("Samen eten"))
    other = make_initiative(records, make_content("Eten met buren"))
    records.commit()
    local = coordinator(records, sign_in, "selwerd")
    page = local.visit(beside(other.slug, kept.slug))
    refused = local.submit(
        action(page), sent(page, **{"versie-ander": "1", "veld-title": "ander", "zeker": "ja"}), status=409
    )
    assert "Iemand anders heeft dit intussen gewijzigd." in refused.text
    chosen = refused.soup.select_one("input[name=veld-title][checked]")
    assert chosen is not None
    assert chosen["value"] == "ander"


def test_what_stands_in_the_way_is_told_beforehand(records: Session, sign_in: SignIn) -> None:
    kept = make_changed(records, make_content("Samen eten"), make_content("Samen koken"))
    other = make_initiative(records, make_content("Eten met buren"))
    records.commit()
    local = coordinator(records, sign_in, "selwerd")
    assert "Er wacht nog een wijziging." in local.visit(beside(other.slug, kept.slug)).text
    merge(local, beside(other.slug, kept.slug), status=409)


def test_own_words_are_not_shown_by_merging(records: Session, sign_in: SignIn) -> None:
    account = account_for(records, "selwerd")
    kept = make_initiative(records, make_content("Samen eten"))
    own = make_waiting(records, make_content("Van mij"), by=account.id)
    records.commit()
    browser, path = sign_in(account.id), beside(own.slug, kept.slug)
    page = merge(browser, path, status=409, title="ander")
    assert "Dit schreef je zelf." in page.text
    merge(browser, path, title="blijft")


def test_one_and_itself_or_one_elsewhere_cannot_be_merged(records: Session, sign_in: SignIn) -> None:
    own = make_initiative(records, make_content("Samen eten"))
    elsewhere = make_initiative(records, make_content("In Beijum", **BEIJUM))
    records.commit()
    local = coordinator(records, sign_in, "selwerd")
    local.visit(beside(own.slug, own.slug), status=400)
    local.visit(beside(own.slug, elsewhere.slug), status=404)
    local.visit(f"{QUEUE}/{elsewhere.slug}/samenvoegen", status=404)
    forged = {"versie-blijft": str(own.version), "versie-ander": str(elsewhere.version)}
    local.submit(beside(own.slug, elsewhere.slug, own.slug), forged, status=404)
    coordinator(records, sign_in).visit(beside(own.slug, elsewhere.slug))


def test_merging_asks_whether_one_knows_that_it_is_for_good(records: Session, sign_in: SignIn) -> None:
    kept = make_initiative(records, make_content("Samen eten"))
    other = make_initiative(records, make_content("Eten met buren"))
    records.commit()
    local = coordinator(records, sign_in, "selwerd")
    page = local.visit(beside(other.slug, kept.slug))
    assert "maakt er geen twee meer van" in page.text
    again = local.submit(action(page), sent(page, **{"veld-title": "ander"}), status=422)
    assert "Vink dit eerst aan." in again.text
    assert [each["value"] for each in again.soup.select("[name=veld-title][checked]")] == ["ander"]
    assert records.scalars(select(Initiative.state).where(Initiative.slug == other.slug)).all() == ["running"]


def test_history_leads_to_that_of_what_was_merged(records: Session, sign_in: SignIn) -> None:
    kept = make_initiative(records, make_content("Samen eten"))
    other = make_waiting(records, make_content("Eten met buren"))
    records.commit()
    local = coordinator(records, sign_in, "selwerd")
    there = merge(local, beside(other.slug, kept.slug, kept.slug)).response.location
    link = local.visit(there).soup.select_one(f'a[href="{QUEUE}/{other.slug}/versies"]')
    assert link is not None
    assert link.get_text() == "Versies van Eten met buren"
    page = local.visit(str(link["href"]))
    for each in page.soup.select(".breadcrumbs a"):
        local.visit(str(each["href"]))
