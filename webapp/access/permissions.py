"""The names of all abilities."""

from enum import StrEnum


class Permission(StrEnum):
    """One name per ability; each route declares the one it needs."""

    # anyone
    VIEW_PUBLIC_PAGES = "view_public_pages"
    VIEW_CITY_MAP = "view_city_map"
    SEARCH_PLACES = "search_places"
    SEND_CONTACT_MESSAGE = "send_contact_message"
    PROBE_HEALTH = "probe_health"
    SIGN_IN = "sign_in"
    VIEW_INITIATIVES = "view_initiatives"
    VIEW_PARTNERS = "view_partners"
    REGISTER_INITIATIVE = "register_initiative"
    FOLLOW_NEWS = "follow_news"
    VIEW_ASSETS = "view_assets"
    ANSWER_BY_LINK = "answer_by_link"
    VIEW_CAMPAIGNS = "view_campaigns"
    VIEW_OPEN_DATA = "view_open_data"
    # whoever is signed in, about themselves
    MANAGE_OWN_ACCOUNT = "manage_own_account"
    MANAGE_OWN_DATA = "manage_own_data"
    KEEP_OWN_INITIATIVES = "keep_own_initiatives"
    TAKE_TASKS = "take_tasks"
    SEE_FAITH_SIDE = "see_faith_side"
    KEEP_OWN_TALENTS = "keep_own_talents"
    KEEP_OWN_NEEDS = "keep_own_needs"
    KEEP_OWN_MATCHES = "keep_own_matches"
    # coordinators
    VIEW_PEOPLE = "view_people"
    EDIT_PEOPLE = "edit_people"
    READ_CONTACT_MESSAGES = "read_contact_messages"
    MODERATE_INITIATIVES = "moderate_initiatives"
    VIEW_AGREEMENTS = "view_agreements"
    OPEN_WORKSPACE = "open_workspace"
    DEVELOP_TALENTS = "develop_talents"
    KEEP_NEEDS = "keep_needs"
    EDIT_ASSETS = "edit_assets"
    KEEP_DISCOVERY = "keep_discovery"
    MAKE_MATCHES = "make_matches"
    VIEW_NETWORK = "view_network"
    KEEP_NETWORK = "keep_network"
    KEEP_PRESENCE = "keep_presence"
    CARRY_CAMPAIGN = "carry_campaign"
    MAKE_REPORTS = "make_reports"
    # whoever is trusted with a role
    RAISE_SIGNALS = "raise_signals"
    # the coordinators of the city
    SET_TARGET = "set_target"
    PLAN_CITY = "plan_city"
    KEEP_CAMPAIGNS = "keep_campaigns"
    HANDLE_SIGNALS = "handle_signals"
    MAKE_RELEASES = "make_releases"
    EDIT_THEMES = "edit_themes"
    SET_MATCHING = "set_matching"
    # members of partners, and the coordinators of the city
    EDIT_PARTNER = "edit_partner"
    ADD_PARTNERS = "add_partners"
    IMPORT_FILES = "import_files"
    PLEDGE_SUPPLY = "pledge_supply"
    # who looks on behalf of the municipality, and the coordinators of the city
    VIEW_MUNICIPALITY = "view_municipality"
    # administrators
    ADMINISTER = "administer"
    MANAGE_ROLES = "manage_roles"
    SEARCH_AUDIT = "search_audit"
    SET_RETENTION = "set_retention"
