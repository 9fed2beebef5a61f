"""Offices beside a name, before it or in its apposition, and what else distinguishes its bearer.

Beside it are the office (la ministra de Obras, Ana Ruiz), the words between both, cut to stems, and
nouns that are in no list of offices (егерь Максим Унгефуг).
"""

from monitor.languages.folding import fold_word
from monitor.languages.lexicon import Lexicon
from monitor.statements.atoms import Atom
from monitor.statements.known_words import is_role, without_article, without_too
from monitor.statements.naming import NameRun

APPOSITION = 9
"""Atoms after a name and its comma that are searched for an office."""
ROLE_BEFORE = 5
"""Atoms before a name that are searched for its offices."""
MARK_LETTERS = 4
"""Letters of a word that its inflected forms share at least."""
LONGEST_UNKNOWN_NAME = 2
"""Words after the first of a name that is in no list."""


class Offices:
    """The words beside the names of an article, by the lexicon of its language."""

    _lexicon: Lexicon
    _text: str

    def _stems(self, atoms: list[Atom], run: NameRun) -> tuple[str, ...]:
        words = tuple(self._lexicon.stem(atom.low) for atom in atoms[run.first : run.last + 1])
        if not self._lexicon.too_endings:
            return words
        last = self._text[atoms[run.last].start : atoms[run.last].end]
        return (*words[:-1], fold_word(without_too(last, self._text, self._lexicon)))

    def _roles_beside(self, atoms: list[Atom], run: NameRun) -> set[str]:
        roles = set()
        end = run.first
        if end and atoms[end - 1].tag == ",":
            end -= 1  # la ministra de la Mujer, Ana Ruiz
        reach = ROLE_BEFORE if end == run.first else APPOSITION
        for atom in reversed(atoms[max(0, end - reach) : end]):
            if atom.tag in ",.;:Q-(" or self._is_role_stop(atom.low):
                break
            if is_role(atom.low, self._lexicon):
                roles.add(self._role_key(atom.low))
        return roles | self._roles_after(atoms, run)

    def _is_role_stop(self, low: str) -> bool:
        """Return whether a word between an office and a name shows that the name is not its
        bearer's: a verb, "that".
        """
        return low in self._lexicon.verbs or low in self._lexicon.words["that"]

    def _roles_after(self, atoms: list[Atom], run: NameRun) -> set[str]:
        roles = set()
        lead = next((a for a in reversed(atoms[: run.first]) if a.tag not in "DwT"), None)
        is_led = lead is not None and lead.tag == "P" and not self._lexicon.is_caseless
        if run.last + 2 < len(atoms) and atoms[run.last + 1].tag == ",":
            for atom in atoms[run.last + 2 : run.last + 2 + APPOSITION]:
                if is_led and (atom.tag in "BHM" or self._is_role_stop(atom.low)):
                    return set()  # consultado sobre Arista, | el ministro respondió …
                if atom.tag in ",.;:QBHM" or atom.low in self._lexicon.words["relative"]:
                    break
                if is_role(atom.low, self._lexicon):
                    roles.add(self._role_key(atom.low))
        return roles

    def _marks_beside(self, atoms: list[Atom], run: NameRun) -> set[str]:
        """Return the words between an office and the name after it, cut to stems."""
        beside = atoms[max(0, run.first - ROLE_BEFORE) : run.first]
        return {mark_of(atom) for atom in beside if atom.tag == "w"}

    def _role_key(self, low: str) -> str:
        bare = low.rstrip(".")
        bare = bare if bare in self._lexicon.words["role"] else bare.rpartition("-")[2]
        bare = without_article(bare, self._lexicon) if self._lexicon.is_caseless else bare
        for ending in self._lexicon.title_endings:
            if bare.endswith(ending):
                return ending
        return self._lexicon.stem(bare)

    def _callings_beside(self, atoms: list[Atom], run: NameRun) -> set[str]:
        """Return the noun right before a name, and the one that begins its apposition: егерь |
        Максим Унгефуг, Максим Унгефуг, | егерь заповедника.
        """
        beside = atoms[max(0, run.first - 1) : run.first]
        if run.last + 2 < len(atoms) and atoms[run.last + 1].tag == ",":
            beside = [*beside, atoms[run.last + 2]]
        verbs = self._lexicon.verbs
        nouns = (atom.low for atom in beside if atom.tag == "w" and atom.low not in verbs)
        return {self._lexicon.stem(low) for low in nouns}

    def _has_office_next(self, atoms: list[Atom], run: NameRun) -> bool:
        """Return whether an office is right before a short name, or right after its comma."""
        if run.last - run.first > LONGEST_UNKNOWN_NAME:
            return False
        if run.first and is_role(atoms[run.first - 1].low, self._lexicon):
            return True
        if (
            run.first > 1
            and atoms[run.first - 1].tag == ","
            and self._has_office_before(atoms, run)
        ):
            return True
        if self._lexicon.has_cases and self._has_office_of(atoms, run):
            return True
        following = atoms[run.last + 1 : run.last + 4]
        return (
            len(following) > 1
            and following[0].tag == ","
            and any(is_role(atom.low, self._lexicon) for atom in following[1:])
            and bool(self._roles_after(atoms, run))
        )

    def _has_office_of(self, atoms: list[Atom], run: NameRun) -> bool:
        """Return whether an office with its complement precedes a name: голова банку Лусія
        Феррер.
        """
        stems = self._stems(atoms, run)
        if run.last - run.first != 1 or self._lexicon.land_stems.intersection(stems):
            return False
        if atoms[run.first].low.endswith(self._lexicon.adjective_endings):
            return False
        before = atoms[max(0, run.first - ROLE_BEFORE) : run.first]
        is_plain = bool(before) and before[-1].tag == "w" and all(a.tag != "P" for a in before)
        return is_plain and bool(self._roles_beside(atoms, run))

    def _has_office_before(self, atoms: list[Atom], run: NameRun) -> bool:
        """Return whether an office is in the phrase before the comma of a name: la ministra de
        Obras, …
        """
        for atom in reversed(atoms[max(0, run.first - APPOSITION) : run.first - 1]):
            if atom.tag in ",.;:Q(" or atom.low in self._lexicon.verbs:
                return False
            if is_role(atom.low, self._lexicon):
                return True
        return False


def mark_of(atom: Atom) -> str:
    """Return a word cut to the letters that its inflected forms share."""
    return atom.low[: max(MARK_LETTERS, len(atom.low) - 3)]
