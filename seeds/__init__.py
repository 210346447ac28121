"""What the product starts with: facts of Groningen, and demonstration data."""
