"""Charts as SVG text: what all have in common, and lines over time."""
