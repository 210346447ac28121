"""What the pages of partners share: their blueprint, addresses, and words for templates."""

from flask import Blueprint

from webapp.partners.rules import tint_of
from webapp.partners.words import (
    answer_name,
    audience_name,
    channel_name,
    partner_kind_name,
    relation_name,
    tradition_name,
)

bp = Blueprint("partners", __name__)
for word in (answer_name, audience_name, channel_name, partner_kind_name, relation_name, tradition_name):
    bp.add_app_template_global(word)
bp.add_app_template_global(tint_of)

PARTNER = "/partners/<slug>"
