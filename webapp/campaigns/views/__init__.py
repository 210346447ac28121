"""The pages of campaigns, one module per subject."""

from webapp.campaigns.views import pages
from webapp.campaigns.views.blueprint import bp

__all__ = ["bp", "pages"]
