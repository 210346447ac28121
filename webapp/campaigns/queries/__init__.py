"""Reading campaigns and their parts."""
