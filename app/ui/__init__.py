"""What the pages share: the engine, links, and text that stays text."""
