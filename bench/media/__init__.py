"""The media plane under load: a load generator that speaks the node's own control protocol."""
