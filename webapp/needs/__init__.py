"""What is lacking: private needs of a household, public needs of a neighbourhood."""
