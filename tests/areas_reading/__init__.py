"""Reading and judging official geography, without a database."""
