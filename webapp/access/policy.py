"""The policy: a pure answer to "may this actor do this, there?"."""

from dataclasses import dataclass

from webapp.access.permissions import Permission
from webapp.vocabulary import Role, ScopeKind

PUBLIC = frozenset(
    {
        Permission.VIEW_PUBLIC_PAGES,
        Permission.VIEW_CITY_MAP,
        Permission.SEARCH_PLACES,
        Permission.SEND_CONTACT_MESSAGE,
        Permission.PROBE_HEALTH,
        Permission.SIGN_IN,
        Permission.VIEW_INITIATIVES,
        Permission.VIEW_PARTNERS,
        Permission.REGISTER_INITIATIVE,
        Permission.FOLLOW_NEWS,
        Permission.VIEW_ASSETS,
        Permission.ANSWER_BY_LINK,
        Permission.VIEW_CAMPAIGNS,
        Permission.VIEW_OPEN_DATA,
    }
)
"""What anyone may do without an account."""

OWN = frozenset(
    {
        Permission.MANAGE_OWN_ACCOUNT,
        Permission.MANAGE_OWN_DATA,
        Permission.KEEP_OWN_INITIATIVES,
        Permission.TAKE_TASKS,
        Permission.KEEP_OWN_TALENTS,
        Permission.KEEP_OWN_NEEDS,
        Permission.KEEP_OWN_MATCHES,
    }
)
"""What everyone with an account may do, with what is their own."""

NOT_FOR_MUNICIPALITY = frozenset({Permission.SEE_FAITH_SIDE})
"""What everyone with an account may see, but for who looks on behalf of the municipality."""

COORDINATING = frozenset(
    {
        Permission.VIEW_PEOPLE,
        Permission.EDIT_PEOPLE,
        Permission.READ_CONTACT_MESSAGES,
        Permission.MODERATE_INITIATIVES,
        Permission.OPEN_WORKSPACE,
        Permission.DEVELOP_TALENTS,
        Permission.KEEP_NEEDS,
        Permission.EDIT_ASSETS,
        Permission.KEEP_DISCOVERY,
        Permission.MAKE_MATCHES,
        Permission.VIEW_NETWORK,
        Permission.KEEP_NETWORK,
        Permission.KEEP_PRESENCE,
        Permission.CARRY_CAMPAIGN,
        Permission.MAKE_REPORTS,
        Permission.RAISE_SIGNALS,
    }
)

GRANTED: dict[Role, frozenset[Permission]] = {
    Role.NEIGHBOURHOOD_COORDINATOR: COORDINATING,
    Role.CITY_COORDINATOR: COORDINATING
    | {
        Permission.VIEW_AGREEMENTS,
        Permission.EDIT_PARTNER,
        Permission.ADD_PARTNERS,
        Permission.IMPORT_FILES,
        Permission.EDIT_THEMES,
        Permission.SET_MATCHING,
        Permission.SET_TARGET,
        Permission.PLAN_CITY,
        Permission.KEEP_CAMPAIGNS,
        Permission.HANDLE_SIGNALS,
        Permission.MAKE_RELEASES,
        Permission.PLEDGE_SUPPLY,
        Permission.VIEW_MUNICIPALITY,
    },
    Role.PARTNER_MEMBER: frozenset(
        {
            Permission.EDIT_PARTNER,
            Permission.VIEW_AGREEMENTS,
            Permission.PLEDGE_SUPPLY,
            Permission.RAISE_SIGNALS,
        }
    ),
    Role.MUNICIPALITY_VIEWER: frozenset({Permission.VIEW_MUNICIPALITY}),
    Role.TRACK_COUNSELLOR: frozenset({Permission.RAISE_SIGNALS}),
    Role.GROUP_LEADER: frozenset({Permission.RAISE_SIGNALS}),
    Role.GROUP_TRAINEE: frozenset(),
    Role.GROUP_COACH: frozenset({Permission.RAISE_SIGNALS}),
    Role.ADMINISTRATOR: frozenset(
        {Permission.ADMINISTER, Permission.MANAGE_ROLES, Permission.SEARCH_AUDIT, Permission.SET_RETENTION}
    ),
}
"""What each role adds, within its scope. Administrators keep the platform: they see roles, not people's data."""

SCOPES: dict[Role, ScopeKind] = {
    Role.NEIGHBOURHOOD_COORDINATOR: ScopeKind.NEIGHBOURHOOD,
    Role.CITY_COORDINATOR: ScopeKind.CITY,
    Role.PARTNER_MEMBER: ScopeKind.PARTNER,
    Role.MUNICIPALITY_VIEWER: ScopeKind.CITY,
    Role.TRACK_COUNSELLOR: ScopeKind.PARTNER,
    Role.GROUP_LEADER: ScopeKind.GROUP,
    Role.GROUP_TRAINEE: ScopeKind.GROUP,
    Role.GROUP_COACH: ScopeKind.GROUP,
    Role.ADMINISTRATOR: ScopeKind.CITY,
}
"""Over what each role reaches; a track counsellor's partners are churches."""


@dataclass(frozen=True)
class Holding:
    """A role in force, and the id of what it reaches over; none for the whole city."""

    role: Role
    neighbourhood_id: int | None = None
    partner_id: int | None = None
    group_id: int | None = None


@dataclass(frozen=True)
class Actor:
    """Whoever asks: a visitor has no account."""

    account_id: int | None = None
    person_id: int | None = None
    name: str = ""
    email: str = ""
    holdings: tuple[Holding, ...] = ()

    @property
    def is_signed_in(self) -> bool:
        """Whether this is somebody with an account."""
        return self.account_id is not None

    def holds(self, role: Role) -> bool:
        """Whether the actor has this role, wherever."""
        return any(holding.role == role for holding in self.holdings)

    @property
    def neighbourhood_ids(self) -> frozenset[int]:
        """The neighbourhoods that the actor coordinates."""
        return frozenset(
            holding.neighbourhood_id
            for holding in self.holdings
            if holding.role == Role.NEIGHBOURHOOD_COORDINATOR and holding.neighbourhood_id is not None
        )

    @property
    def partner_ids(self) -> frozenset[int]:
        """The partners that the actor is a member of."""
        return frozenset(
            holding.partner_id
            for holding in self.holdings
            if holding.role == Role.PARTNER_MEMBER and holding.partner_id is not None
        )


@dataclass(frozen=True)
class Target:
    """What a permission is asked for: whose it is, or where. What is None only a scope over the whole city reaches."""

    account_id: int | None = None
    neighbourhood_id: int | None = None
    partner_id: int | None = None
    group_id: int | None = None


VISITOR = Actor()


def can(actor: Actor, permission: Permission, target: Target | None = None) -> bool:
    """Whether `actor` has `permission` over `target`, or anywhere when that is None; what is not granted is refused."""
    if permission in PUBLIC:
        return True
    if not actor.is_signed_in:
        return False
    if permission in NOT_FOR_MUNICIPALITY:
        return not actor.holds(Role.MUNICIPALITY_VIEWER)
    if permission in OWN:
        return target is None or target.account_id == actor.account_id
    return any(permission in GRANTED[holding.role] and _covers(holding, target) for holding in actor.holdings)


def _covers(holding: Holding, target: Target | None) -> bool:
    scope = SCOPES[holding.role]
    if target is None or scope == ScopeKind.CITY:
        return True
    own, asked = {
        ScopeKind.NEIGHBOURHOOD: (holding.neighbourhood_id, target.neighbourhood_id),
        ScopeKind.PARTNER: (holding.partner_id, target.partner_id),
        ScopeKind.GROUP: (holding.group_id, target.group_id),
    }[scope]
    return own is not None and own == asked
