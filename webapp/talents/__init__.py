"""What people can and like to do, when and how far; scouting and development."""
