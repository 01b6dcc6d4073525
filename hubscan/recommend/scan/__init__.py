"""Which models a project uses, read from its files: nothing is run, imported or downloaded."""
