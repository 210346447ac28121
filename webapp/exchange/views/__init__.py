"""The pages on which files come in, and the files that go out; together they are the blueprint `exchange`."""

from webapp.exchange.views import assets, exports, imports, results
from webapp.exchange.views.blueprint import bp

__all__ = ["assets", "bp", "exports", "imports", "results"]
