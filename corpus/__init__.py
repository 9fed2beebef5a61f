"""The project's own gold: articles in ten languages with every statement marked, and their scorer.

``python -m corpus`` prints the table. The errors on ``work/`` are read while the engine is built;
``held/`` is only measured. The README beside this file says how the articles are marked.
"""
