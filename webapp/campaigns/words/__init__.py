"""What campaigns say on screen."""
