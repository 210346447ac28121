"""What changes matches: one intent each."""
