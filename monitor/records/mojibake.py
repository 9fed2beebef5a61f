"""Text whose UTF-8 was decoded as another character set, repaired by ftfy.

Feeds are often encoded twice: ``â€™`` for ``’``, ``Ã©`` for ``é``, ``Ð¿Ñ€Ð¸`` for ``при``. ftfy
repairs what no writer could have meant (Robyn Speer, "ftfy", 2019, doi:10.5281/zenodo.2591652), and
a text that mixes right and wrong characters too. Everything else stays as it is.

A repair needs the characters as they were decoded, so it precedes the normalisation of white space:
the second byte of ``à`` is a no-break space.
"""

import re

_SUSPICIOUS = re.compile(
    "[\u00c2-\u00f4\u0402-\u045f][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u0400-\u0491\u2013-\u2122]"
)
"""The first two bytes of a sequence of UTF-8, as windows-1252, Latin-1 or windows-1251 show them.
Hardly any text has them, and the search costs a hundredth of ftfy's own."""


LONGEST_MIXED = 20_000
"""Characters up to which a text that mixes right and wrong parts is repaired part by part, which
costs some microseconds a part; longer than any article of a feed."""


def repair_encoding(text: str) -> str:
    """Return a text in which UTF-8 that was decoded as another character set is right."""
    if text.isascii() or _SUSPICIOUS.search(text) is None:
        return text
    import ftfy

    has_short_parts = len(text) <= LONGEST_MIXED
    return ftfy.fix_encoding(text, decode_inconsistent_utf8=has_short_parts)
