"""Files of initiatives and partners: taken in with a preview, and given out."""
