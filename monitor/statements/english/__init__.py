"""The English engine: verbs and their frames, subjects, and who a pronoun or an office means."""
