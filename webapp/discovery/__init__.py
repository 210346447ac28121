"""The discovery process of a neighbourhood, and what came of it."""
