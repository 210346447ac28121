"""Puts pages of networks together, out of reads, rules and words."""
