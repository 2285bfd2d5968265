"""What each event changes in a page's mirror, one file per domain app."""
