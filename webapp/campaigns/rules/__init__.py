"""How a city-wide action is divided, carried and closed, in plain values."""
