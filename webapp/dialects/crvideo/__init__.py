"""The CRVideo dialect."""
