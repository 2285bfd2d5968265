"""One file per chapter of the manual, each with its COMMANDS and NEWS."""
