"""Organisations of the network: who they are, what they belong to, who does what where."""
