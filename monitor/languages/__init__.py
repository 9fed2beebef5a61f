"""Language data: one file per language and the code that loads it."""
