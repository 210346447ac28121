"""Changes to reports."""
