"""Presence of Missie050 in neighbourhoods, and the coverage toward the target."""
