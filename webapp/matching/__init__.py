"""Candidates for a need with reasons, matches and their life, allocation, spare talents."""
