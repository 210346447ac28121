"""News by mail on a neighbourhood, a theme or a drawn area."""
