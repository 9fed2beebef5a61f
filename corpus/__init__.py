"""The project's own gold: articles in ten languages with every statement marked, and what scores an engine on them.

``python -m corpus`` prints the table. ``work/`` is read while the engine is built; ``held/`` is for measuring alone: its errors are
not looked at one by one. The README beside this file says how the articles are marked.
"""
