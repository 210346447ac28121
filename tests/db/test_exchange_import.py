from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.importing import (
    NOW,
    choose,
    codes,
    coordinator_id,
    initiative,
    made,
    preview,
    rows_of,
    statements_of,
    take_in,
)
from tests.factories import make_account, make_partner
from tests.initiative_making import make_content, make_initiative, make_waiting
from webapp.errors import DomainError, NotFound
from webapp.exchange.actions import applying
from webapp.exchange.actions.applying import filled_up
from webapp.exchange.actions.starting import choose_for_all, drop_import, set_choices
from webapp.exchange.actions.undoing import undo_import
from webapp.exchange.queries import Part, count_rows, list_rows, list_runs, list_wrong
from webapp.exchange.rules import Choice, Which
from webapp.initiatives.actions import confirm, propose
from webapp.initiatives.content import Content, Link
from webapp.initiatives.queries import find_approved, find_waiting
from webapp.models import (
    ImportRow,
    ImportRun,
    Initiative,
    InitiativeOrganiser,
    Listing,
    Partner,
    PartnerPlace,
    Theme,
)
from webapp.vocabulary import ImportState, ImportSubject, InitiativeState, RevisionState

PARTNERS = ImportSubject.PARTNERS


def undo(session: Session, run: ImportRun) -> None:
    undo_import(session, run.id, by=run.account_id, today=TODAY, now=NOW)


def titles(session: Session, run: ImportRun) -> list[str]:
    ids = made(session, run)
    return sorted(session.scalars(select(Listing.title).where(Listing.initiative_id.in_(ids))))


def test_good_rows_are_made_and_shown_at_once(session: Session) -> None:
    run = preview(session, initiative("Breien op zolder"), initiative("Fietsen maken"), by=coordinator_id(session))
    assert take_in(session, run, Which.ALL)
    assert titles(session, run) == ["Breien op zolder", "Fietsen maken"]
    assert run.state == ImportState.APPLIED
    first = session.get_one(Initiative, made(session, run)[0])
    approved = find_approved(session, first.id)
    assert (first.state, first.import_id, approved is not None) == (InitiativeState.RUNNING, run.id, True)
    assert approved is not None
    assert (approved.author_id, approved.decided_by) == (None, run.account_id)


def test_nothing_is_made_before_it_is_asked_for(session: Session) -> None:
    before = session.scalar(select(func.count()).select_from(Initiative))
    preview(session, initiative("Breien op zolder"), by=coordinator_id(session))
    assert session.scalar(select(func.count()).select_from(Initiative)) == before


def test_rows_that_are_wrong_stay_out_or_keep_all_out(session: Session) -> None:
    run = preview(
        session, initiative("Breien op zolder"), initiative("Zonder thema", themas="Raket"), by=coordinator_id(session)
    )
    assert [codes(row) for row in rows_of(session, run)] == [[], ["theme_unknown"]]
    with pytest.raises(DomainError, match="import_has_errors"):
        take_in(session, run, Which.ALL)
    assert made(session, run) == []
    assert take_in(session, run, Which.GOOD)
    assert titles(session, run) == ["Breien op zolder"]
    assert [(number, errors[0].code) for number, _, errors in list_wrong(session, run)] == [(3, "theme_unknown")]


def test_no_good_row_is_nothing_to_do(session: Session) -> None:
    run = preview(session, initiative("Zonder thema", themas="Raket"), by=coordinator_id(session))
    with pytest.raises(DomainError, match="import_nothing"):
        take_in(session, run)


def test_file_is_taken_in_once(session: Session) -> None:
    run = preview(session, initiative("Breien op zolder"), by=coordinator_id(session))
    take_in(session, run)
    with pytest.raises(DomainError, match="import_applied"):
        take_in(session, run)
    with pytest.raises(DomainError, match="import_applied"):
        drop_import(session, run.id, by=run.account_id)


def test_file_can_be_thrown_away_before(session: Session) -> None:
    run_id = (run := preview(session, initiative("Breien op zolder"), by=coordinator_id(session))).id
    drop_import(session, run_id, by=run.account_id)
    assert session.scalar(select(func.count()).where(ImportRow.run_id == run_id)) == 0
    with pytest.raises(NotFound):
        drop_import(session, run_id, by=1)


def test_cells_beyond_the_columns_make_a_row_wrong(session: Session) -> None:
    by = coordinator_id(session)
    run = preview(session, initiative("Breien op zolder"), by=by)
    (row,) = rows_of(session, run)
    row.cells = {**row.cells, "kolom 9": "los"}
    session.flush()
    assert not take_in(session, run)
    assert codes(rows_of(session, run)[0]) == ["cells_beyond"]


def test_pin_outside_the_municipality_is_told_beside_its_column(session: Session) -> None:
    inside, outside = {"lon": "6.5517", "lat": "53.2327"}, {"lon": "6.47", "lat": "53.10"}
    run = preview(
        session,
        initiative("Binnen", **inside),
        initiative("Buiten", **outside),
        initiative("Aan de laan", adres="Eikenlaan 3"),
        by=coordinator_id(session),
    )
    assert [codes(row) for row in rows_of(session, run)] == [[], ["point_outside"], []]


def test_partner_of_a_row_keeps_the_initiative(session: Session) -> None:
    partner = make_partner(session, "breikring")
    run = preview(session, initiative("Breien op zolder", partner="Breikring"), by=coordinator_id(session))
    take_in(session, run)
    kept = select(InitiativeOrganiser.partner_id).where(InitiativeOrganiser.initiative_id.in_(made(session, run)))
    assert session.scalars(kept).all() == [partner.id]


# --- what looks alike ---


def test_row_that_looks_like_what_is_there_is_left_out_unless_chosen(session: Session) -> None:
    there = make_initiative(session, make_content("Fietsen maken met de buren"))
    run = preview(
        session, initiative("Fietsen maken met buren"), initiative("Breien op zolder"), by=coordinator_id(session)
    )
    alike, other = rows_of(session, run)
    assert (alike.lookalike_id, alike.choice, codes(alike)) == (there.id, "skip", ["alike_existing"])
    assert (other.lookalike_id, other.choice) == (None, "")
    take_in(session, run)
    assert titles(session, run) == ["Breien op zolder"]


def test_row_that_looks_like_another_row_is_left_out_unless_chosen(session: Session) -> None:
    by = coordinator_id(session)
    run = preview(session, initiative("Breien op zolder"), initiative("Breien op de zolder"), by=by)
    first, second = rows_of(session, run)
    assert (first.choice, second.choice, second.errors[0]["about"]) == ("", "skip", "2")
    choose_for_all(session, run.id, Choice.KEEP)
    take_in(session, run)
    assert titles(session, run) == ["Breien op de zolder", "Breien op zolder"]


def test_what_waits_to_be_shown_is_looked_at_too(session: Session) -> None:
    there = make_waiting(session, make_content("Fietsen maken met buren"))
    run = preview(session, initiative("Fietsen maken met buren"), by=coordinator_id(session))
    assert rows_of(session, run)[0].lookalike_id == there.id


def test_merged_row_fills_what_was_empty_and_waits_for_somebody_else(session: Session) -> None:
    there = make_initiative(session, make_content("Fietsen maken met buren", for_whom="Wie fietst"))
    row = initiative("Fietsen maken met buren", website="https://www.fiets.nl", voor_wie="Iedereen")
    run = preview(session, row, by=coordinator_id(session))
    choose(session, run, Choice.MERGE)
    assert take_in(session, run)
    waiting = find_waiting(session, there.id)
    assert waiting is not None
    content = Content.from_json(waiting.content)
    assert (content.links, content.for_whom) == ((Link("https://www.fiets.nl", "fiets.nl"),), "Wie fietst")
    assert (waiting.author_id, waiting.note) == (run.account_id, "uit lijst.csv")
    assert session.scalars(select(Listing.links).where(Listing.initiative_id == there.id)).one() == []


def test_merged_row_that_adds_nothing_makes_nothing(session: Session) -> None:
    there = make_initiative(session, make_content("Fietsen maken met buren"))
    run = preview(session, initiative("Fietsen maken met buren"), by=coordinator_id(session))
    choose(session, run, Choice.MERGE)
    take_in(session, run)
    (row,) = rows_of(session, run)
    assert (row.made_id, codes(row)) == (None, ["alike_existing", "nothing_to_fill"])
    assert find_waiting(session, there.id) is None


def test_no_change_is_merged_over_one_that_waits(session: Session) -> None:
    make_waiting(session, make_content("Fietsen maken met buren"))
    run = preview(session, initiative("Fietsen maken met buren", website="fiets.nl"), by=coordinator_id(session))
    choose(session, run, Choice.MERGE)
    assert not take_in(session, run)
    assert "decide_first" in codes(rows_of(session, run)[0])


def test_two_rows_are_not_merged_into_the_same(session: Session) -> None:
    make_initiative(session, make_content("Fietsen maken met buren"))
    row = initiative("Fietsen maken met buren", website="fiets.nl")
    run = preview(session, row, row, by=coordinator_id(session))
    choose(session, run, Choice.MERGE, Choice.MERGE)
    assert not take_in(session, run)
    assert [("merge_twice" in codes(each)) for each in rows_of(session, run)] == [False, True]


def test_no_more_than_some_rows_are_merged(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "MOST_MERGES", 0)
    make_initiative(session, make_content("Fietsen maken met buren"))
    run = preview(session, initiative("Fietsen maken met buren", website="fiets.nl"), by=coordinator_id(session))
    choose(session, run, Choice.MERGE)
    with pytest.raises(DomainError, match="import_many_merges"):
        take_in(session, run)


def test_merging_needs_something_that_is_there(session: Session) -> None:
    by = coordinator_id(session)
    run = preview(session, initiative("Breien op zolder"), initiative("Breien op de zolder"), by=by)
    set_choices(session, run.id, {2: Choice.MERGE, 3: Choice.MERGE, 99: Choice.KEEP})
    assert [row.choice for row in rows_of(session, run)] == ["", "skip"]


def test_time_comes_along_as_one() -> None:
    kept = make_content()
    row = make_content(starts_on=TODAY, rrule=None, address="Elders", description="Anders")
    assert filled_up(kept, row) == replace(kept, starts_on=TODAY)
    assert filled_up(kept, kept) == kept


# --- since the preview ---


def test_nothing_is_made_when_something_changed_since_the_preview(session: Session) -> None:
    run = preview(
        session, initiative("Breien op zolder", themas="Groen"), initiative("Ander"), by=coordinator_id(session)
    )
    session.execute(update(Theme).where(Theme.name.ilike("%groen%")).values(is_offered=False))
    session.execute(update(Theme).where(Theme.slug.ilike("%groen%")).values(is_offered=False))
    assert not take_in(session, run)
    assert made(session, run) == []
    assert codes(rows_of(session, run)[0]) == ["theme_unknown"]
    assert take_in(session, run)
    assert titles(session, run) == ["Ander"]


def test_nothing_is_made_when_somebody_registered_the_same_since(session: Session) -> None:
    run = preview(session, initiative("Breien op zolder"), by=coordinator_id(session))
    make_initiative(session, make_content("Breien op zolder"))
    assert not take_in(session, run)
    assert rows_of(session, run)[0].choice == "skip"


# --- taking back ---


def test_undo_removes_what_was_made(session: Session) -> None:
    run = preview(session, initiative("Breien op zolder"), initiative("Fietsen maken"), by=coordinator_id(session))
    take_in(session, run)
    ids = made(session, run)
    undo(session, run)
    assert session.scalar(select(func.count()).where(Initiative.id.in_(ids))) == 0
    assert session.scalar(select(func.count()).where(Listing.initiative_id.in_(ids))) == 0
    assert (run.state, made(session, run)) == (ImportState.UNDONE, [])
    with pytest.raises(DomainError, match="import_not_applied"):
        undo(session, run)


def test_undo_keeps_what_was_changed_confirmed_or_used_and_says_so(session: Session) -> None:
    rows = [initiative(title) for title in ("Breien op zolder", "Fietsen maken", "Hout hakken", "Judo", "Muziek")]
    run = preview(session, *rows, by=coordinator_id(session))
    take_in(session, run)
    changed, confirmed, used, merged, gone = (session.get_one(Initiative, number) for number in made(session, run))
    propose(session, changed, make_content("Anders"), by=make_account(session).id, version=changed.version, now=NOW)
    confirm(session, confirmed, by=None, today=TODAY + timedelta(days=1), now=NOW)
    session.add(InitiativeOrganiser(initiative_id=used.id, account_id=make_account(session).id))
    other = make_initiative(session, make_content("Judoles"))
    other.state, other.merged_into_id = InitiativeState.MERGED, merged.id
    session.flush()
    gone_id = gone.id
    session.expire_all()
    undo(session, session.get_one(ImportRun, run.id))
    assert [codes(row) for row in rows_of(session, run)] == [
        ["kept_changed"],
        ["kept_confirmed"],
        ["kept_in_use"],
        ["kept_in_use"],
        [],
    ]
    assert len(made(session, run)) == 4
    assert session.scalar(select(func.count()).where(Initiative.id == gone_id)) == 0


def test_undo_takes_back_a_change_that_nobody_decided_on(session: Session) -> None:
    there = make_initiative(session, make_content("Fietsen maken met buren"))
    run = preview(session, initiative("Fietsen maken met buren", website="fiets.nl"), by=coordinator_id(session))
    choose(session, run, Choice.MERGE)
    take_in(session, run)
    waiting = find_waiting(session, there.id)
    undo(session, run)
    assert waiting is not None
    assert waiting.state == RevisionState.WITHDRAWN
    assert session.get_one(Initiative, there.id).state == InitiativeState.RUNNING


def test_undo_before_and_of_nothing_is_refused(session: Session) -> None:
    run = preview(session, initiative("Breien op zolder"), by=coordinator_id(session))
    with pytest.raises(DomainError, match="import_not_applied"):
        undo(session, run)
    with pytest.raises(NotFound):
        undo_import(session, 0, by=1, today=TODAY, now=NOW)


# --- partners ---


def test_partners_are_made_with_their_places(session: Session) -> None:
    rows = [
        {"naam": "Breikring", "soort": "stichting", "plaatsen": "kantoor: Eikenlaan 5; Zolder"},
        {"naam": "Kerk aan de Laan", "soort": "kerk", "stroming": "katholiek"},
    ]
    run = preview(session, *rows, by=coordinator_id(session), subject=PARTNERS)
    assert take_in(session, run, Which.ALL)
    first = session.get_one(Partner, made(session, run)[0])
    assert (first.slug, first.import_id, first.version) == ("breikring", run.id, 1)
    places = session.scalars(select(PartnerPlace).where(PartnerPlace.partner_id == first.id).order_by(PartnerPlace.id))
    assert [(place.label, place.geom is not None, place.neighbourhood_id is not None) for place in places] == [
        ("kantoor", True, True),
        ("Zolder", False, False),
    ]
    undo(session, run)
    session.expire_all()
    assert session.scalar(select(func.count()).where(Partner.import_id == run.id)) == 0


def test_partner_with_the_same_name_cannot_be_added_again(session: Session) -> None:
    make_partner(session, "breikring")
    rows = [{"naam": name, "soort": "stichting"} for name in ("BREIKRING", "Koor", "koor")]
    run = preview(session, *rows, by=coordinator_id(session), subject=PARTNERS)
    assert [row.choice for row in rows_of(session, run)] == ["skip", "", "skip"]
    choose(session, run, Choice.KEEP, Choice.KEEP)
    assert not take_in(session, run)
    assert [("partner_name_taken" in codes(row)) for row in rows_of(session, run)] == [True, False, True]


def test_merged_partner_gets_what_it_did_not_say_and_loses_it_again(session: Session) -> None:
    partner = make_partner(session, "breikring")
    partner.phone = "050 1111111"
    session.flush()
    row = {"naam": "Breikring", "soort": "kerk", "stroming": "baptist", "e-mail": "a@b.nl", "telefoon": "050 2222222"}
    run = preview(session, row, by=coordinator_id(session), subject=PARTNERS)
    choose(session, run, Choice.MERGE)
    take_in(session, run)
    session.expire_all()
    assert (partner.email, partner.phone, partner.tradition) == ("a@b.nl", "050 1111111", "baptist")
    undo(session, session.get_one(ImportRun, run.id))
    session.expire_all()
    assert (partner.email, partner.phone, partner.tradition) == ("", "050 1111111", None)


def test_undo_keeps_partners_that_something_leans_on_or_that_changed(session: Session) -> None:
    rows = [{"naam": name, "soort": "stichting"} for name in ("Breikring", "Houthakkers", "Zangkoor", "Judoclub")]
    run = preview(session, *rows, by=coordinator_id(session), subject=PARTNERS)
    take_in(session, run)
    used, changed, placed, _ = (session.get_one(Partner, number) for number in made(session, run))
    run_id = run.id
    there = make_initiative(session, make_content())
    session.add(InitiativeOrganiser(initiative_id=there.id, partner_id=used.id))
    changed.version += 1
    session.add(PartnerPlace(partner_id=placed.id, label="Zaal"))
    session.flush()
    undo(session, run)
    assert [codes(row) for row in rows_of(session, run)] == [["kept_in_use"], ["kept_changed"], ["kept_changed"], []]
    assert session.scalar(select(func.count()).where(Partner.import_id == run_id)) == 3


# --- reading ---


def test_rows_are_counted_and_listed_by_what_they_are(session: Session) -> None:
    make_initiative(session, make_content("Fietsen maken met buren"))
    by = coordinator_id(session)
    rows = [initiative("Fietsen maken met buren"), initiative("Breien op zolder"), initiative("Fout", themas="Raket")]
    run = preview(session, *rows, by=by)
    counts = count_rows(session, run.id)
    assert (counts.rows, counts.good, counts.wrong, counts.alike, counts.skipped, counts.taken) == (3, 1, 1, 1, 1, 1)
    numbers = {part: [row.number for row in list_rows(session, run, part, page=9).rows] for part in Part}
    assert numbers == {Part.EVERYTHING: [2, 3, 4], Part.GOOD: [3], Part.DOUBTFUL: [], Part.WRONG: [4], Part.ALIKE: [2]}
    assert list_rows(session, run, Part.ALIKE, page=1).rows[0].like == (
        "fietsen-maken-met-buren",
        "Fietsen maken met buren",
    )
    (line,) = [line for line in list_runs(session, viewer_id=by) if line.id == run.id]
    assert (line.rows, line.made, line.is_own) == (3, 0, True)


def test_statements_do_not_grow_with_the_rows(session: Session) -> None:
    by = coordinator_id(session)

    def statements(many: int, word: str) -> int:
        rows = [initiative(f"{word} {number * 7919}", adres="Eikenlaan 3") for number in range(many)]
        with statements_of(session) as ran:
            run = preview(session, *rows, by=by)
            choose_for_all(session, run.id, Choice.KEEP)
            take_in(session, run)
            undo(session, run)
        return len(ran)

    few = statements(2, "Boomfeestdag")
    assert statements(60, "Zangavond") <= few + 4
