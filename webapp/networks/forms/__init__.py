"""Forms of networks."""
