"""Keeping invitations and scenarios."""
