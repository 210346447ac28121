"""Pages of signals that are put together: numbers, a picture and words."""
