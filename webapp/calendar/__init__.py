"""When things happen: rhythms, their words on screen, and feeds for other calendars. Tables are the slices' own."""
