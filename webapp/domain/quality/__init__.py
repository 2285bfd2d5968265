"""How well pages sent and received, and why no better: samples over time, told by the pages themselves."""
