"""One module per command; Django finds them here."""
