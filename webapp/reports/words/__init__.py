"""What reports say in sentences."""
