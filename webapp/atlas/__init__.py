"""Pages that compose what lies beneath: start page, neighbourhood page, the map's data."""
