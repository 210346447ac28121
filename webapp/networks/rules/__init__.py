"""What holds in networks of neighbours, in plain values."""
