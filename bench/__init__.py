"""Measurements: each module prints its rows; results with their commands stand in RESULTS.md."""
