"""What is done to campaigns and their parts."""
