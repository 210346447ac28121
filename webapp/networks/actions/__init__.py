"""What changes networks: one intent each."""
