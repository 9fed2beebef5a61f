"""Speakers and statements of one text.

    text --paragraphs, quotations, sentences--> candidates --attach, resolve, judge--> statements

1. The text has paragraphs, quotations and sentences (`monitor.statements.layout`).
2. Each sentence gives its candidates: cues with a source and content
   (`monitor.statements.english.reader`); quotations and sentences without a cue continue others
   (`monitor.statements.continuations`).
3. Sources become speakers inside the article (`monitor.statements.people`), candidates statements
   (`monitor.statements.assembly`).
4. Ids are functions of content and speaker, so copies of a statement in other articles share them.

No input raises, and time grows linearly with the text.
"""

from typing import Literal

from monitor.languages.lexicon import Lexicon
from monitor.languages.load import lexicon_for
from monitor.records import Statement
from monitor.statements.assembly import Assembly, with_ids
from monitor.statements.candidates import Candidate
from monitor.statements.chooser import Chooser, Readings, follow_rules, options_of
from monitor.statements.continuations import Candidates
from monitor.statements.english.headlines import with_names
from monitor.statements.layout import Layout
from monitor.statements.paragraph_languages import Detect, paragraph_languages
from monitor.statements.quotes import split_paragraphs

Depth = Literal["full", "plain", "quotes"]
HEADLINE_PARAGRAPHS = 3
"""Headline, standfirst and lead, which describe speakers whom the text names."""
ANY_LANGUAGE = "any"
"""The data file for languages without one."""


def read_statements(
    text: str,
    language: str,
    chooser: Chooser = follow_rules,
    *,
    detect: Detect | None = None,
    lexicon: Lexicon | None = None,
) -> tuple[Statement, ...]:
    """Return the statements of a text in the order in which they begin.

    A language without a file is read for direct quotations only (`reading_depth`). The chooser
    decides which candidates are read on, and with which content; the default follows the rules.
    With ``detect``, each paragraph is read in its own language. ``lexicon`` replaces the language's
    own, to measure a row of its grammar.
    """
    own = lexicon or _lexicon(language)
    paragraphs = split_paragraphs(text)
    if detect is None:
        return _read(Layout(text, own, paragraphs), chooser)
    numbers = paragraph_languages(text, paragraphs, language, detect)
    if len(numbers) == 1:
        return _read(Layout(text, own, paragraphs), chooser)
    results = [
        statement
        for name, wanted in numbers.items()
        for statement in _read(Layout(text, _lexicon(name), paragraphs, wanted), chooser)
    ]
    results.sort(key=lambda s: (s.content[0].start, s.content[-1].end))
    return with_ids(results)


def _lexicon(language: str) -> Lexicon:
    lexicon = lexicon_for(language) or lexicon_for(ANY_LANGUAGE)
    assert lexicon is not None
    return lexicon


def reading_depth(language: str) -> Depth:
    """Return the depth at which articles of a language are read.

    English is read ``full``, a language with a file of its own ``plain``, others ``quotes``.
    """
    lexicon = lexicon_for(language)
    if lexicon is None or lexicon.raw.get("depth") == "quotes":
        return "quotes"
    return "plain" if lexicon.is_plain else "full"


def _read(layout: Layout, chooser: Chooser) -> tuple[Statement, ...]:
    candidates = _chosen(layout, Candidates(layout).read(), chooser)
    candidates.sort(key=lambda candidate: (candidate.cue or candidate.content[0])[0])
    assembly = Assembly(layout)
    statements = [assembly.statement(candidate) for candidate in candidates]
    statements.sort(key=lambda statement: (statement.content[0].start, statement.content[-1].end))
    if not layout.lexicon.is_plain:
        ends = [end for _, end in layout.paragraphs[:HEADLINE_PARAGRAPHS]]
        statements = with_names(statements, max(ends, default=0), layout.lexicon)
    return with_ids(statements)


def _chosen(layout: Layout, candidates: list[Candidate], chooser: Chooser) -> list[Candidate]:
    """Return the candidates that the chooser keeps; the default need not be called."""
    if chooser is follow_rules:
        return candidates
    ends = [layout.sentences[candidate.sentence].end for candidate in candidates]
    readings = Readings(layout.text, layout.lexicon, candidates, ends)
    options = options_of(readings, layout.kind_of)
    chosen = [options[number] for number in chooser(options)]
    for option in chosen:
        candidates[option.group].content = list(option.content)
    return [candidates[option.group] for option in chosen]
