"""Which neighbourhoods next: candidates, plans over years, scenarios beside each other."""
