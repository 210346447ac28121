"""Messages from visitors to a neighbourhood."""
