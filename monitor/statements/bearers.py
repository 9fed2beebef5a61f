"""Bearers of offices in an article, in a language read by the plain grammar.

one bearer    an office that one person of the article has means that person
local office  the governor of a place, the coach of a club: the only person who is a subject so far,
              in a language with the subject first
"""

from bisect import bisect_left

from monitor.statements.atoms import Atom
from monitor.statements.cased import CasedNames
from monitor.statements.entities import MOST_BACK, Entity, Mention

NEAR = 6
"""Sentences over which a pronoun or an office reaches back."""
MOST_BEARERS = 400
"""Mentions searched for the bearer of an office; an article has a hundred."""


class Bearers(CasedNames):
    """The persons of an article, by their offices."""

    def _bearers(self, phrase: list[Atom], roles: set[str]) -> list[Entity]:
        """Return the persons of the article who have one of some offices, of a phrase's country."""
        return list(
            {
                id(m.entity): m.entity
                for m in self._mentions[:MOST_BEARERS]
                if m.entity.roles & roles and self._is_of_land(phrase, m.entity)
            }.values()
        )

    def _sole_speaker(self, offset: int, sentence: int, phrase: list[Atom]) -> list[Entity]:
        """Return the only person who is a subject before a place, has no office and is near, for
        the office of a place or a club that is not another country's: Persian papers alternate
        between a name and an office.
        """
        offices, words = self._lexicon.words["office_of_place"], {atom.low for atom in phrase}
        is_abroad = self._is_of_country(phrase) and words.isdisjoint(self._lexicon.words["home"])
        if is_abroad or offices.isdisjoint(words) or not self._lexicon.raw.get("subject_first"):
            return []
        before = [m for m in self._before(offset) if m.is_subject and m.entity.is_person]
        persons = {id(m.entity): m.entity for m in before}
        if len(persons) != 1 or sentence - before[-1].sentence > NEAR:
            return []
        return [person for person in persons.values() if not person.roles]

    def _before(self, offset: int) -> list[Mention]:
        """Return the last mentions and acts of speech before a place, in order."""
        here = bisect_left(self._mentions, offset, key=lambda mention: mention.offset)
        named = self._mentions[max(0, here - MOST_BACK) : here]
        spoken = [m for m in self._speakers[-MOST_BACK:] if m.offset < offset]
        return sorted((*named, *spoken), key=lambda mention: mention.offset)
