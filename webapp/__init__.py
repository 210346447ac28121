"""Missie050: see, strengthen and connect the neighbourhood networks of a city."""
