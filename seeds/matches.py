"""Matches of the demonstration, in every state, and how much help a neighbourhood keeps for itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import Session

from seeds.facts import read_toml
from seeds.needs import demo_key
from webapp.clock import CITY_TIMEZONE
from webapp.encryption import KeyRing
from webapp.matching.rules.ranking import LEVELS, Fit, score
from webapp.models import Account, Asset, Match, Need, Neighbourhood, Person, Reserve, Talent, Theme
from webapp.vocabulary import MatchOutcome, MatchState, NeedKind, TalentLevel

AT = time(10, 15)
ANSWER_DAYS = 7
TIMES_LEFT = 3
SEALED = ("helper_words", "asker_words")


@dataclass(frozen=True)
class _Cast:
    """Everything that a match can be between, by what the files call it."""

    needs: Mapping[str, Need]
    talents: Mapping[tuple[str, str], Talent]
    assets: Mapping[str, int]
    accounts: Mapping[str, int]
    today: date

    def moment(self, days_ago: int | None, at: time = AT) -> datetime | None:
        """An hour on such a day; None for no day."""
        return None if days_ago is None else datetime.combine(self.today - timedelta(days=days_ago), at, CITY_TIMEZONE)


def seed_demo_matches(session: Session, *, today: date, ring: KeyRing) -> int:
    """Add the invented matches that are not there yet; gives how many. Without either side one is left out."""
    records = read_toml("demo/matches.toml")["match"]
    who = _who_plays(session, today=today)
    known = set(session.scalars(select(Match.key)))
    made: list[tuple[Match, dict[str, Any]]] = []
    for record in records:
        match = _match(record, who)
        if match is not None and match.key not in known:
            made.append((match, record))
    session.add_all(match for match, _ in made)
    session.flush()
    for match, record in made:
        for column in SEALED:
            if column in record:
                setattr(match, column, ring.seal(record[column], table="match", column=column, row=match.id))
        if "place" in record:
            match.sealed_place = ring.seal(record["place"], table="match", column="sealed_place", row=match.id)
    session.flush()
    return len(made)


def seed_demo_reserve(session: Session) -> None:
    """Let neighbourhoods keep some help for themselves, where nobody decided how much."""
    session.add_all(
        Reserve(neighbourhood_id=place, theme_id=theme, kept=kept)
        for (place, theme), kept in _reserve(session).items()
        if session.get(Reserve, (place, theme)) is None
    )
    session.flush()


def remove_demo_reserve(session: Session) -> int:
    """Take back what the demonstration let neighbourhoods keep, where nobody changed it; gives how many rows."""
    same = tuple_(Reserve.neighbourhood_id, Reserve.theme_id, Reserve.kept)
    rows = [(place, theme, kept) for (place, theme), kept in _reserve(session).items()]
    return len(session.scalars(delete(Reserve).where(same.in_(rows)).returning(Reserve.theme_id)).all())


def _reserve(session: Session) -> dict[tuple[int, int], int]:
    neighbourhoods = dict(session.execute(select(Neighbourhood.slug, Neighbourhood.id)).all())
    themes = dict(session.execute(select(Theme.slug, Theme.id)).all())
    return {
        (neighbourhoods[each["neighbourhood"]], themes[each["theme"]]): each["kept"]
        for each in read_toml("demo/matches.toml")["reserve"]
        if each["neighbourhood"] in neighbourhoods and each["theme"] in themes
    }


def _who_plays(session: Session, *, today: date) -> _Cast:
    talents = session.execute(
        select(Account.email, Theme.slug, Talent)
        .join(Person, Person.id == Talent.person_id)
        .join(Account, Account.id == Person.account_id)
        .join(Theme, Theme.id == Talent.theme_id)
        .where(Account.is_demo)
        .order_by(Talent.id.desc())
    )
    return _Cast(
        needs={each.key: each for each in session.scalars(select(Need))},
        talents={(email, slug): talent for email, slug, talent in talents},
        assets=dict(session.execute(select(Asset.slug, Asset.id)).all()),
        accounts=dict(session.execute(select(Account.email, Account.id).where(Account.is_demo)).all()),
        today=today,
    )


def _match(record: Mapping[str, Any], who: _Cast) -> Match | None:
    need = who.needs.get(demo_key("need", record["need"]))
    talent = who.talents.get((record["talent"]["email"], record["talent"]["theme"])) if "talent" in record else None
    asset_id = who.assets.get(record.get("asset", ""))
    if need is None or (talent is None and asset_id is None):
        return None
    is_public, answered = need.kind == NeedKind.PUBLIC, who.moment(record.get("answered_days_ago"))
    proposed = who.moment(record["days_ago"])
    asker_said = True if is_public else record.get("asker_said")
    fitting = score(_fit(record, need, talent))
    task_days = record.get("task_days")
    follow_up = record.get("follow_up_days")
    return Match(
        key=demo_key("match", record["need"]),
        need_id=need.id,
        talent_id=talent.id if talent else None,
        asset_id=asset_id,
        helper_id=talent.person_id if talent else None,
        asker_id=need.person_id,
        neighbourhood_id=need.neighbourhood_id,
        state=MatchState(record["state"]),
        score=fitting.value,
        reasons=[each.to_json() for each in fitting.reasons],
        proposed_by=who.accounts.get(record["by"]),
        proposed_at=proposed,
        answer_until=who.today + timedelta(days=ANSWER_DAYS - record["days_ago"]),
        helper_said=record.get("helper_said"),
        helper_said_at=answered if "helper_said" in record else None,
        asker_said=asker_said,
        asker_said_at=(proposed if is_public else answered) if asker_said is not None else None,
        task_at=None if task_days is None else who.moment(-task_days, record["task_at"]),
        minutes=record.get("minutes"),
        helper_outcome=_outcome(record.get("helper_outcome")),
        asker_outcome=_outcome(record.get("asker_outcome")),
        follow_up_on=None if follow_up is None else who.today + timedelta(days=follow_up),
        closed_at=who.moment(record.get("closed_days_ago")),
    )


def _fit(record: Mapping[str, Any], need: Need, talent: Talent | None) -> Fit:
    return Fit(
        is_exact=record.get("exact", True),
        level=LEVELS[talent.level if talent else TalentLevel.SKILLED],
        asked_level=LEVELS[need.level],
        metres=record["metres"],
        times_left=TIMES_LEFT if talent else None,
        papers=tuple(need.requirements) if talent else (),
    )


def _outcome(told: str | None) -> MatchOutcome | None:
    return None if told is None else MatchOutcome(told)
