"""Everything a language knows: one file per language and the code that loads it."""
