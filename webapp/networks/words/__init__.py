"""Networks in sentences, in the reader's language."""
