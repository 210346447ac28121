"""Rules as plain functions: milliseconds, no database."""
