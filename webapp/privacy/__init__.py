"""What is declared about personal data, and what follows: consent, my data, erasure, retention."""
