"""What holds for signals, their bundles and what was learned, in plain values."""
