"""What happens to what was promised when there turns out to be less."""

from collections.abc import Mapping
from dataclasses import dataclass

from webapp.errors import DomainError


@dataclass(frozen=True, slots=True)
class Promise:
    """How much of a supply was promised to a neighbourhood, and how much of that is there already."""

    amount: int
    delivered: int

    @property
    def open(self) -> int:
        """What can still be taken back."""
        return max(0, self.amount - self.delivered)


def cut_back(promises: Mapping[int, Promise], amount: int) -> dict[int, int]:
    """What is still promised to each neighbourhood once a supply is `amount`, of those that get less.

    All lose the same share of what they have not got yet. Raises `DomainError` code `campaign_supply_delivered` (with
    `delivered`) when more than that has been delivered.
    """
    missing = sum(each.amount for each in promises.values()) - amount
    if missing <= 0:
        return {}
    takeable = sum(each.open for each in promises.values())
    if missing > takeable:
        raise DomainError("campaign_supply_delivered", delivered=amount + missing - takeable)
    cuts = {key: missing * each.open // takeable for key, each in promises.items()}
    rest = missing - sum(cuts.values())
    # what rounding left goes one by one to who lost least for their part; by number, so that it is the same each time
    by_part = sorted(promises, key=lambda key: (cuts[key] * takeable - missing * promises[key].open, key))
    for key in by_part[:rest]:
        cuts[key] += 1
    return {key: promises[key].amount - cut for key, cut in cuts.items() if cut}
