"""What is seen locally and raised to the city: bundled, put to a body, answered, and what was learned."""
