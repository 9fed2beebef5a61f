"""Dialogue by dashes, and cues inside one pair of marks.

turn           — Мы готовы, — сказал мэр. — Начнём завтра.        a paragraph that opens with a dash
inside marks   «Мы готовы, — сказал мэр. — Начнём завтра»          a cue between dashes
               « C'est fini, soupire-t-elle. On part. »            a cue between commas
trailing       - Мы готовы, - сказал мэр.                          with hyphens for dashes

Each form gives quotations without the cue, so that the readers of cues see the same shapes.
A turn without a cue is a quotation of its own; a question between turns is the interviewer's and
is omitted.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from monitor.languages.folding import fold_word
from monitor.languages.lexicon import Lexicon
from monitor.statements.quotes import Quotation

_OPENING = re.compile(r"[—–―-](?:[^\S\n]+|(?=[^\W\d_¿¡«]))|[—–―](?=[¿¡«“\"])")
_DASH_CUE = re.compile(
    r"(?:[,?!…»”\"]|(?<=\w)(?=\s))[^\S\n]*(?:[—–―]|(?<=\s)--?(?=\s))[^\S\n]*(?=[^\W\d_])"
)
_LATER_TURN = re.compile(r"[.!?…][^\S\n]+(?=[—–―][^\S\n]?[^\W\d_a-zà-ÿ¿¡]*[A-ZÀ-ÞА-ЯІЇЄ¿¡])")
_INNER_TURN = re.compile(r"(?<=[.!?…)])[^\S\n]+[-–—][^\S\n]+(?=[^\W\d_a-zà-ÿąćęłńóśźż])")
_SPEECH_ENDS = ',?!…»”"'
_BACK = re.compile(r"[.,:;!]?[^\S\n]*(?:[—–―]|(?<=\s)--?(?=[\s.,]))[.,]?[^\S\n]*(?=[^\W_«“\"¿¡])")
_COMMA_CUE = re.compile(r"[,?!…][^\S\n]+(?=[^\W\d_])")
_CUE_END = re.compile(r"[,.;:!?]")
_ASIDE_END = re.compile(r"[.,!?](?=\s|$)")
_WORD = re.compile(r"[^\W_](?:[\w\u200c]|['’-](?=\w))*")
_NAME_ASIDE = re.compile(r"\s+[^\W\d_a-zà-ÿ][\w.'’-]+(?:\s+[^\W\d_a-zà-ÿ][\w.'’-]*){1,3}[,.;:!?]")
WORDS_TO_VERB = 3
"""Words of a cue up to its verb: an auxiliary, a clitic, the verb."""
LONGEST_CUE = 160
"""Characters between two dashes: a source with its apposition."""
LONGEST_COMMA_CUE = 80
"""Characters between two commas inside marks; a longer stretch is content."""


def split_quotation(text: str, quotation: Quotation, lexicon: Lexicon) -> list[Quotation]:
    """Return a quotation as its parts around the cues inside its marks; empty if the marks are
    reversed, so that only a cue is inside: …», soupire Karim Benali. « …
    """
    spans = list(_spoken_stretches(text, quotation.inner_start, quotation.inner_end, lexicon))
    if len(spans) == 1 and spans[0] == (quotation.inner_start, quotation.inner_end):
        return [quotation]
    if not spans:
        return []
    parts = [_quotation(text, span) for span in spans]
    first, last = parts[0], parts[-1]
    parts[0] = Quotation(
        quotation.start, first.inner_start, first.inner_end, first.end, last=first.last
    )
    if last.inner_end == quotation.inner_end:
        begin = parts[-1].start
        parts[-1] = Quotation(
            begin, last.inner_start, last.inner_end, quotation.end, quotation.is_closed, last.last
        )
    return parts


def read_turn(text: str, start: int, end: int, lexicon: Lexicon) -> list[Quotation]:
    """Return the quotations of a paragraph that opens with a dash; empty for other paragraphs."""
    opening = _OPENING.match(text, start, end)
    if opening is None:
        return []
    parts = [
        _quotation(text, span) for span in _spoken_stretches(text, opening.end(), end, lexicon)
    ]
    if parts:
        first = parts[0]
        parts[0] = Quotation(start, first.inner_start, first.inner_end, first.end, last=first.last)
    return parts


def find_later_turn(text: str, start: int, end: int, lexicon: Lexicon) -> int:
    """Return where speech begins inside a paragraph: La dueña calló. —No vuelvo —añadió.

    ``end`` for a paragraph without one; the speech needs a cue.
    """
    match = _LATER_TURN.search(text, start, end)
    if match is None or not has_cue(text, match.end(), end, lexicon):
        return end
    return match.end()


def find_inner_turns(text: str, start: int, end: int, lexicon: Lexicon) -> list[Quotation]:
    """Return the speech that opens with a dash behind a full stop inside a paragraph, each up to
    its cue: Minister przyjechał. – Umowa jest gotowa – mówił. Dodał, że … – To wszystko – mówił.

    Speech without a cue counts only behind one with it.
    """
    begins = [match.end() for match in _INNER_TURN.finditer(text, start, end)]
    turns: list[Quotation] = []
    for begin, last in pairwise([*begins, end]):
        cue = _next_cue(text, begin, last, lexicon)
        if cue is not None or turns:
            turns.append(
                _quotation(text, (begin, cue[0] if cue is not None else _rest(text, last)))
            )
    return turns


def _rest(text: str, last: int) -> int:
    """Return the end of speech before the dash of the next one."""
    while text[last - 1] in "-–— \u00a0":
        last -= 1
    return last


_QUESTION_ENDS = ("?", "؟")
LEAST_QUESTIONS = 3
"""Questions of an interview: paragraphs that end in a question mark, each before an answer."""


_CAPITALISED = r"[^\W\d_a-zà-ÿа-яіїє][\w.'’-]*"
_LABEL = re.compile(
    rf"({_CAPITALISED}(?:[^\S\n]{_CAPITALISED}){{0,3}})(?:[^\S\n]\([^()\n]{{2,40}}\))?:[^\S\n]*(?=\S)"
)
SHORTEST_CAPITALS = 3
"""Letters of a label in capitals: Q and A are none of a speaker."""
_QUOTED = re.compile(r"[“”\"«»„]")
LEAST_LABELS = 3
"""Paragraphs with a name and a colon that make it a speaker of an interview or transcript."""


def find_labels(
    text: str, paragraphs: list[tuple[int, int]], headings: frozenset[str]
) -> dict[int, tuple[tuple[int, int], int]]:
    """Return, by paragraph, the span of its speaker's name and the start of its answer.

    A speaker who only asks is omitted, and a heading: Note.
    """
    results: dict[str, list[tuple[int, tuple[int, int], int]]] = {}
    questions: dict[str, int] = {}
    for number, (start, end) in enumerate(paragraphs):
        match = _LABEL.match(text, start, end)
        if match is None or fold_word(match[1]) in headings:
            continue
        label = match[1]
        if label.isupper() and (len(label) < SHORTEST_CAPITALS or _QUOTED.search(text, start, end)):
            continue  # A: …, or a line that is read with its quotations
        results.setdefault(label, []).append((number, match.span(1), match.end()))
        questions[label] = questions.get(label, 0) + text.endswith(_QUESTION_ENDS, start, end)
    return {
        number: (name, begin)
        for label, places in results.items()
        if len(places) >= LEAST_LABELS and 2 * questions[label] <= len(places)
        for number, name, begin in places
    }


def is_interview(text: str, paragraphs: list[tuple[int, int]]) -> bool:
    """Return whether paragraphs that open with a dash answer paragraphs that ask."""
    questions = answered = 0
    for number, (start, end) in enumerate(paragraphs[:-1]):
        if not text.endswith(_QUESTION_ENDS, start, end):
            continue
        questions += 1
        begin, last = paragraphs[number + 1]
        answered += _OPENING.match(text, begin, last) is not None
    return questions >= LEAST_QUESTIONS and answered >= LEAST_QUESTIONS


def has_cue(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Return whether a stretch of text holds a cue between dashes."""
    return _next_cue(text, start, end, lexicon) is not None


def _spoken_stretches(
    text: str, start: int, end: int, lexicon: Lexicon
) -> Iterator[tuple[int, int]]:
    """Yield the spoken stretches: the text without the cues."""
    begin = at = start
    while begin < end:
        results = _next_cue(text, at, end, lexicon)
        if results is None:
            yield begin, end
            return
        last, cue, after = results
        if last > begin:
            yield begin, last
        if after <= cue:
            return
        begin = at = after


def _next_cue(text: str, at: int, end: int, lexicon: Lexicon) -> tuple[int, int, int] | None:
    """Return where speech stops, where its cue begins and where speech continues.

    Without a further cue the second and third offsets are equal.
    """
    for match in _DASH_CUE.finditer(text, at, end):
        mark = text[match.start()]
        if mark not in _SPEECH_ENDS and not _has_verb(text, match.end(), end, lexicon):
            continue
        if not _is_cue(text, match.end(), end, lexicon, is_led_by_comma=mark == ","):
            continue
        last = match.start() + (mark in "?!…")
        back = _BACK.search(text, match.end(), min(end, match.end() + LONGEST_CUE))
        return last, match.end(), back.end() if back is not None else match.end()
    return _next_comma_cue(text, at, end, lexicon)


def _next_comma_cue(text: str, at: int, end: int, lexicon: Lexicon) -> tuple[int, int, int] | None:
    if not lexicon.raw.get("cue_between_commas"):
        return None
    for match in _COMMA_CUE.finditer(text, at, end):
        closing = _comma_cue_end(text, match.end(), min(end, match.end() + LONGEST_COMMA_CUE))
        last_of_cue = closing.start() if closing is not None else end
        if last_of_cue - match.end() > LONGEST_COMMA_CUE or not _has_inverted_subject(
            text, match.end(), last_of_cue, lexicon
        ):
            continue
        after = closing.end() if closing is not None else end
        if closing is not None:
            after = _after_description(text, closing, end, lexicon)
        while after < end and text[after].isspace():
            after += 1
        last = match.start() + (text[match.start()] in "?!…")
        return last, match.end(), after if after < end else match.end()
    return None


def _after_description(text: str, closing: re.Match[str], end: int, lexicon: Lexicon) -> int:
    """Return the end of what goes on with a cue behind the mark that closes it, or of that mark: a
    relative clause or an office that describes its name, and a second verb: …, siger Marie Bak, |
    der bor i bydelen; sa forsvareren, | og fortsatte:
    """
    words = [fold_word(word.group()) for word in _first_words(text, closing.end(), end)]
    if closing.group() != "," or not words:
        return closing.end()
    stop = _ASIDE_END.search(text, closing.end(), end)
    if len(words) > 1 and lexicon.tags.get(words[0]) == "C" and words[1] in lexicon.verbs:
        return end if stop is None else closing.end()
    first = max(0, closing.start() - LONGEST_COMMA_CUE)
    is_named = text[first : closing.start()].rpartition(" ")[2].lstrip("(")[:1].isupper()
    is_relative = words[0] in lexicon.words["relative"] - lexicon.words["that"]
    if not is_named or not (is_relative or words[0] in lexicon.words["role"]):
        return closing.end()
    if stop is None:
        return end
    return stop.end() if stop.group() != "," or is_relative else closing.end()


def _comma_cue_end(text: str, start: int, end: int) -> re.Match[str] | None:
    """Return the mark that ends a cue, after the name that may follow its office and comma."""
    closing = _CUE_END.search(text, start, end)
    if closing is None or closing.group() != ",":
        return closing
    name = _NAME_ASIDE.match(text, closing.end(), end)
    return _CUE_END.search(text, name.end() - 1, end) if name is not None else closing


def _is_cue(text: str, start: int, end: int, lexicon: Lexicon, *, is_led_by_comma: bool) -> bool:
    """Return whether a cue begins here: a verb of saying, or a word of no closed class, comes
    first.

    After a comma and a dash any such word is a cue; otherwise it needs a name after it and a dash
    that closes the cue.
    """
    if not text[start].islower():
        return False
    words = [match.group() for match in _first_words(text, start, end)]
    if any(fold_word(word) in lexicon.verbs for word in words[:WORDS_TO_VERB]):
        return True
    is_open = len(words) > 1 and fold_word(words[0]) not in lexicon.tags
    if not is_open or is_led_by_comma:
        return is_open
    last = min(end, start + LONGEST_CUE)
    return words[1][0].isupper() and _BACK.search(text, start, last) is not None


def _has_verb(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Return whether a dash leads to a verb of saying, in a language without a comma before it
    (Polish).
    """
    if not lexicon.raw.get("bare_dash"):
        return False
    words = [match.group() for match in _first_words(text, start, end)]
    return any(fold_word(word) in lexicon.verbs for word in words[:2])


def _first_words(text: str, start: int, end: int) -> list[re.Match[str]]:
    stop = _CUE_END.search(text, start, end)
    last = stop.start() if stop is not None else end
    return [
        match
        for match, _ in zip(
            _WORD.finditer(text, start, last), range(WORDS_TO_VERB + 1), strict=False
        )
    ]


def _has_inverted_subject(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Return whether a stretch between commas is a verb of saying before its subject:
    soupire-t-elle, a dit Petit.
    """
    words = [match.group() for match in _first_words(text, start, end)]
    lows = [fold_word(word) for word in words]
    if lows and lows[0] in lexicon.words["quoting_particle"]:
        return len(lows) > 1  # …, diye gülüyor Rıza
    inversion = lexicon.inversion
    bare = [inversion.sub("", low) if inversion is not None else low for low in lows]
    inverted = bare != lows and any(
        low != cut and _is_verb_of(cut, bare, lexicon) for low, cut in zip(lows, bare, strict=True)
    )
    if inverted:
        return True
    verb = next((n for n in range(len(lows)) if _verb_length(lows[n:], lexicon)), None)
    if verb is None or any(lexicon.tags.get(low, "w") not in "HB" for low in lows[:verb]):
        return False
    after = verb + _verb_length(lows[verb:], lexicon)
    rest = words[after:]
    if not rest:
        return False
    following = lows[after]
    is_subject = lexicon.tags.get(following) in ("D", "p") or following in lexicon.words["role"]
    is_noun_alone = lexicon.raw.get("order") == "v2" and verb == 0 and len(rest) == 1
    is_office = lexicon.raw.get("order") == "v2" and verb == 0 and len(rest) > 1
    is_office = is_office and lows[after] not in lexicon.tags and rest[1][0].isupper()
    is_noun = is_noun_alone or is_office  # sa forsvarsadvokaten, säger ytterbacken Emil
    return rest[0][0].isupper() or is_subject or is_noun


def _verb_length(lows: list[str], lexicon: Lexicon) -> int:
    """Return how many words a verb of saying at the head of a stretch has; 0 for another word."""
    for rest in lexicon.phrases.get(lows[0], ()):
        is_verb = "_".join((lows[0], *rest)) in lexicon.verbs
        if is_verb and tuple(lows[1 : 1 + len(rest)]) == rest:
            return 1 + len(rest)
    return int(lows[0] in lexicon.verbs)


def _is_verb_of(cut: str, words: list[str], lexicon: Lexicon) -> bool:
    """Return whether an inverted form is a verb of saying or its auxiliary: a-t-il ajouté."""
    return cut in lexicon.verbs or (
        lexicon.tags.get(cut) == "H" and any(word in lexicon.verbs for word in words)
    )


def _quotation(text: str, span: tuple[int, int]) -> Quotation:
    start, end = span
    inner_start, inner_end = start, end
    while start > 0 and text[start - 1] in " \u00a0—–―-":
        start -= 1
    while inner_start < inner_end and (text[inner_start].isspace() or text[inner_start] in "—–-"):
        inner_start += 1
    while inner_end > inner_start and (
        text[inner_end - 1].isspace() or text[inner_end - 1] in "—–-,"
    ):
        inner_end -= 1
    return Quotation(start, inner_start, inner_end, end, last=text[inner_end - 1 : inner_end])
