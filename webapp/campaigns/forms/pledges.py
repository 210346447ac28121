"""What a partner says beside its amounts: a remark, and that it is not sure yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from webapp.campaigns.forms.grids import SEEN
from webapp.campaigns.rules.campaigns import NOTE_LENGTH
from webapp.ui.fields import one_line

NOTE, HOPED = "opmerking-", "misschien-"


@dataclass(frozen=True)
class Remarks:
    """What was typed, by partner; and of whom that is other than the page showed. `errors` beside a remark."""

    notes: Mapping[int, str]
    hoped: Mapping[int, bool]
    changed_notes: Mapping[int, str]
    rehoped: frozenset[int]
    errors: Mapping[int, str]


def remarks_of(fields: Mapping[str, str], partner_ids: Sequence[int], *, may_hope: bool) -> Remarks:
    """Read them; who speaks for its own partner says by that that it is sure (`may_hope` off)."""
    notes = {each: one_line(fields.get(f"{NOTE}{each}", "")) or "" for each in partner_ids}
    hoped = {each: may_hope and f"{HOPED}{each}" in fields for each in partner_ids}
    too_long = gettext("Houd dit korter: hooguit %(most)s tekens.", most=NOTE_LENGTH)
    return Remarks(
        notes=notes,
        hoped=hoped,
        changed_notes={each: note for each, note in notes.items() if note != fields.get(f"{SEEN}{NOTE}{each}")},
        rehoped=frozenset(each for each in partner_ids if hoped[each] != (fields.get(f"{SEEN}{HOPED}{each}") == "ja")),
        errors={each: too_long for each, note in notes.items() if len(note) > NOTE_LENGTH},
    )
