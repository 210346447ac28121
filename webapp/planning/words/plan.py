"""What plans, wishes and scenarios say, in sentences."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext, lazy_gettext, ngettext

from webapp.i18n import decimal, number, percent
from webapp.planning.rules.comparing import Difference
from webapp.planning.rules.criteria import Criterion
from webapp.planning.rules.plan import Plan, Refusal, Wish
from webapp.planning.rules.settings import Settings, WrittenWish
from webapp.planning.rules.working import NeededPace, Plans
from webapp.planning.words.criteria import criterion_name
from webapp.vocabulary import PlanMethod, WishKind

_METHODS = {
    PlanMethod.COVERAGE: lazy_gettext("zo veel mogelijk inwoners naar nood bereiken"),
    PlanMethod.RANKING: lazy_gettext("de volgorde van de ranglijst"),
}
_WISHES = {
    WishKind.BEFORE: lazy_gettext("%(place)s eerder dan %(other)s"),
    WishKind.NOT_BEFORE: lazy_gettext("%(place)s niet voor %(year)s"),
    WishKind.IN_YEAR: lazy_gettext("%(place)s in %(year)s"),
}
_REFUSALS = {
    "wish_same_place": lazy_gettext("Een wijk kan niet eerder komen dan zichzelf. Haal deze wens weg: %(wishes)s."),
    "wish_already_present": lazy_gettext("Daar zijn we al. Haal deze wens weg: %(wishes)s."),
    "wish_without_figures": lazy_gettext(
        "Van deze wijk is het aantal inwoners niet bekend, dus we kunnen haar niet inplannen. "
        "Haal deze wens weg: %(wishes)s."
    ),
    "wish_outside_plan": lazy_gettext(
        "Dat jaar valt buiten het plan, dat loopt van %(first)s tot en met %(last)s. Kies meer jaren, of haal deze "
        "wens weg: %(wishes)s."
    ),
    "wishes_exclude_each_other": lazy_gettext(
        "Deze wensen gaan niet samen bij %(pace)s: %(wishes)s. Haal er één weg, of kies meer starts."
    ),
}
TENTHS = 10


def joined(names: Sequence[str]) -> str:
    """Names in a row: "Selwerd, Vinkhuizen en Beijum"."""
    *first, last = names
    return str(gettext("%(first)s en %(last)s", first=", ".join(first), last=last)) if first else last


def method_words(method: PlanMethod) -> str:
    """What a plan goes for."""
    return str(_METHODS[method])


def wish_words(wish: WrittenWish, names: Mapping[str, str]) -> str:
    """A wish as people say it; `names` by slug."""
    other = names.get(wish.other, wish.other) if wish.other else ""
    return str(_WISHES[wish.kind]) % {"place": names.get(wish.slug, wish.slug), "other": other, "year": wish.year}


def refusal_words(refusal: Refusal, *, names: Mapping[int, str], years: Sequence[int], pace: int) -> str:
    """Why there is no plan, and how to mend that; `names` by id."""
    wishes = "; ".join(_told(wish, names) for wish in refusal.wishes)
    return str(_REFUSALS[refusal.code]) % {
        "wishes": wishes,
        "first": years[0],
        "last": years[-1],
        "pace": ngettext("%(num)s start per jaar", "%(num)s starts per jaar", pace),
    }


def settings_words(settings: Settings, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a plan is asked for, each part with its label; `names` by slug."""
    weights = ", ".join(f"{criterion_name(each)} {settings.weights[each]}" for each in Criterion)
    wishes = "; ".join(wish_words(wish, names) for wish in settings.wishes)
    return [
        (gettext("Het plan volgt"), method_words(settings.method)),
        (gettext("Starts per jaar"), number(settings.pace)),
        (gettext("Aantal jaren vooruit"), number(settings.horizon)),
        (gettext("Vaste wensen"), wishes or gettext("geen")),
        (gettext("Gewichten"), weights),
    ]


def lost_words(wish: WrittenWish) -> str:
    """That a wish names a neighbourhood that there is not."""
    return str(gettext("Een wens telde niet mee, omdat deze wijk niet bestaat: %(wish)s.", wish=str(wish)))


def _told(wish: Wish, names: Mapping[int, str]) -> str:
    other = names[wish.other] if wish.other is not None else ""
    return str(_WISHES[wish.kind]) % {"place": names[wish.place], "other": other, "year": wish.year}


def proof_words(plan: Plan) -> str:
    """How sure it is that no plan is better."""
    if plan.is_proven:
        return str(gettext("Bewezen: geen enkel ander plan bereikt meer."))
    share = decimal(100 * plan.gap)
    return str(
        gettext("Niet bewezen: de rekentijd was op. Een beter plan wint er hooguit %(share)s procent bij.", share=share)
    )


def lead_words(plans: Plans) -> str:
    """How the best plan compares with the ranking's."""
    amount = (plans.coverage.worth - plans.ranking.worth) / TENTHS
    if round(amount) <= 0:
        return str(gettext("De ranglijst volgen bereikt over deze jaren samen evenveel."))
    return str(
        gettext(
            "Over deze jaren samen is dat %(share)s procent meer dan wie de ranglijst volgt: %(amount)s inwoners naar "
            "nood, elk jaar geteld.",
            share=decimal(100 * plans.lead),
            amount=number(amount),
        )
    )


def pace_words(pace: NeededPace, *, horizon: int) -> str:
    """How many starts a year it takes."""
    if not pace.left:
        return str(gettext("We zijn in alle wijken."))
    in_plan = decimal(pace.needed_in_plan, 2)
    if pace.needed is None:
        return str(
            gettext(
                "Het doeljaar %(year)s is voorbij. Om over %(horizon)s jaar overal te zijn, zijn "
                "%(pace)s starts per jaar nodig.",
                year=pace.target_year,
                horizon=horizon,
                pace=in_plan,
            )
        )
    return str(
        gettext(
            "Om op 1 januari %(year)s overal te zijn, zijn %(needed)s starts per jaar nodig; om dat over %(horizon)s "
            "jaar te zijn %(pace)s.",
            year=pace.target_year,
            needed=decimal(pace.needed, 2),
            horizon=horizon,
            pace=in_plan,
        )
    )


def difference_words(difference: Difference | None, one: str, other: str, names: Mapping[str, str]) -> str:
    """In one sentence what a scenario does otherwise than another, where that is most; `names` by slug."""
    if difference is None:
        return str(gettext("‘%(one)s’ en ‘%(other)s’ zijn hetzelfde plan.", one=one, other=other))
    told = _how_much(difference)
    if difference.earlier and difference.later:
        return str(
            ngettext(
                "Als %(earlier)s eerder komt dan %(later)s (‘%(one)s’ en niet ‘%(other)s’): %(told)s in %(year)s.",
                "Als %(earlier)s eerder komen dan %(later)s (‘%(one)s’ en niet ‘%(other)s’): %(told)s in %(year)s.",
                len(difference.earlier),
                earlier=joined([names[each] for each in difference.earlier]),
                later=joined([names[each] for each in difference.later]),
                one=one,
                other=other,
                told=told,
                year=difference.year,
            )
        )
    return str(
        gettext(
            "Met ‘%(one)s’ in plaats van ‘%(other)s’: %(told)s in %(year)s.",
            one=one,
            other=other,
            told=told,
            year=difference.year,
        )
    )


def _how_much(difference: Difference) -> str:
    amount, share = abs(difference.amount), abs(difference.share or 0)
    if round(amount) == 0:
        return str(gettext("evenveel inwoners naar nood"))
    told = {"share": percent(share) if share >= 0.01 else gettext("nog geen 1%"), "amount": number(amount)}  # noqa: PLR2004
    if difference.amount > 0:
        return str(gettext("%(share)s meer inwoners naar nood (%(amount)s)", **told))
    return str(gettext("%(share)s minder inwoners naar nood (%(amount)s)", **told))
