"""The discovery process of a neighbourhood toward its own strength: begun or joined, what happens in it, what came of it."""
