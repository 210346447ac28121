"""The pure geography, without a database."""
