"""How a request to the layers is read, and what the layers are: plain values in and out."""
