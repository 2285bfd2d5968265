"""The transfers of the domain."""
