"""The pages of partners, one module per subject; together they are the blueprint `partners`."""

from webapp.partners.views import activities, agreements, belonging, contacts, editing, matrix, pages
from webapp.partners.views.blueprint import bp

__all__ = ["activities", "agreements", "belonging", "bp", "contacts", "editing", "matrix", "pages"]
