"""What every page shares: headers, transactions, error pages, answers that can be revalidated, health."""
