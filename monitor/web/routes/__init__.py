"""HTTP routes, one module per noun. Each module has a ``router`` and the models of its bodies."""
