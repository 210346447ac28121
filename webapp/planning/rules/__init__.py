"""What counts, how it is weighed, and what follows from it."""
