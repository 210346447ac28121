"""The discovery process of a neighbourhood: begun or joined, what happens in it, what came of it [S4]."""
