"""The forces of a neighbourhood, their effects on themes, and where they are out of reach."""
