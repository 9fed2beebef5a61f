"""One data file per language."""
