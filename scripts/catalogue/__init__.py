"""What builds the shipped catalogue from tables of facts."""
