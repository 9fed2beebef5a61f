"""Tests mirror the package's folders; their names are claims."""
