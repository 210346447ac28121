"""Initiatives: registering, changing and keeping them, and what becomes of them."""
