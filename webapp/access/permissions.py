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
    # whoever is signed in, about themselves
    MANAGE_OWN_ACCOUNT = "manage_own_account"
    MANAGE_OWN_DATA = "manage_own_data"
    KEEP_OWN_INITIATIVES = "keep_own_initiatives"
    TAKE_TASKS = "take_tasks"
    SEE_FAITH_SIDE = "see_faith_side"
    # coordinators
    VIEW_PEOPLE = "view_people"
    EDIT_PEOPLE = "edit_people"
    READ_CONTACT_MESSAGES = "read_contact_messages"
    MODERATE_INITIATIVES = "moderate_initiatives"
    VIEW_AGREEMENTS = "view_agreements"
    # members of partners, and the coordinators of the city
    EDIT_PARTNER = "edit_partner"
    ADD_PARTNERS = "add_partners"
    IMPORT_FILES = "import_files"
    # administrators
    ADMINISTER = "administer"
    MANAGE_ROLES = "manage_roles"
    SEARCH_AUDIT = "search_audit"
    SET_RETENTION = "set_retention"
