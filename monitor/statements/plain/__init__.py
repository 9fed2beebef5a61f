"""The plain grammar: reads any language by its data file alone."""
