"""Named texts that belong to a room or to one of its members."""
