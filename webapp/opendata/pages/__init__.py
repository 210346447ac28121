"""Puts the pages of releases together, read as the roles that see nothing else."""
