"""Changes of imports: taking in a file, judging its rows, making what they hold, and taking that back."""
