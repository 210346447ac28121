"""People: their own profile, and what a coordinator sees of them."""
