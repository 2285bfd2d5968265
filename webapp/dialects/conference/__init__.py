"""The conference dialect of the recording module."""
