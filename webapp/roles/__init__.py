"""Roles: who is trusted with what, by whom, and until when; invitations."""
