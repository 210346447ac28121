"""What the planner says, in sentences."""
