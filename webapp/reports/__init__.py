"""Reports as PDF, made in the background."""
