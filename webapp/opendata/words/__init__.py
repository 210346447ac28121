"""What releases say, in words."""
