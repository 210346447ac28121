"""The pages of assets, one module per subject."""

from webapp.assets.views import blind_spots, editing, pages
from webapp.assets.views.blueprint import bp

__all__ = ["blind_spots", "bp", "editing", "pages"]
