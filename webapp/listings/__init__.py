"""What the public sees of initiatives: lists, the map, their pages, calendars, what others embed."""
