"""City-wide actions of emergency aid, divided over neighbourhoods: what is asked, promised and delivered."""
