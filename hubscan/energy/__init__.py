"""kWh, gCO2e and memory: the only place with a formula or a factor."""
