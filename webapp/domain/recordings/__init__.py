"""The recordings of the domain."""
