"""What is known of every model: records, store, snapshot, harvest."""
