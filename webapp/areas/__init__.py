"""Official geography, its import, and the neighbourhoods that are made of it."""
