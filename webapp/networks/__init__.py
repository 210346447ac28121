"""Networks of neighbours: see, strengthen and connect them."""
