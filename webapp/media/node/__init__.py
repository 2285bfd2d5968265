"""The media node process."""
