"""The rooms of the domain."""
