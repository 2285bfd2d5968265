"""The accounts of the domain."""
