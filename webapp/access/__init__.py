"""Who may do what, decided in one place for pages, commands and interfaces alike."""
