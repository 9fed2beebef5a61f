"""Links: which actor speaks, about whom, and that a statement can be linked again."""

from monitor.flow.read_article import read_article
from monitor.matches.link import link_statements, unlink_statement
from monitor.records import Speaker
from monitor.watchlist import FoundNames, Watchlist, WatchlistIndex
from tests.builders import INDEX, an_article
from tests.costs import growth
from tests.matches.test_rules import TEXT, direct, read


def speaker_of(text: str) -> Speaker:
    """Return the speaker of the one statement in a text."""
    reading, _ = read(text)
    [statement] = reading.statements
    assert statement.speaker is not None
    return statement.speaker


def test_a_speaker_is_spoken_by_and_never_spoken_about() -> None:
    reading, _ = read(TEXT)
    statement = direct(reading)
    assert statement.speaker is not None
    assert (statement.speaker.actor, statement.about) == ("berg", ("holm",))


def test_a_never_string_is_not_the_actor_and_a_surname_counts_after_the_full_name() -> None:
    reading, _ = read("Title\n\nSadr City slept. Ali Sadr spoke. Then Sadr left Sadr City.")
    mentions = [(mention.text, mention.start) for mention in reading.mentions]
    assert mentions == [("Ali Sadr", 24), ("Sadr", 45)]
    alone, _ = read("Title\n\nSadr spoke.")
    assert alone.mentions == ()


def test_a_description_means_the_one_actor_of_the_article_whom_it_describes() -> None:
    speaker = speaker_of("Title\n\nAnna Berg arrived. The mayor said that the bridge was safe.")
    assert (speaker.actor, speaker.via) == ("berg", "description")


def test_a_spokesman_speaks_for_the_actor_in_the_phrase() -> None:
    speaker = speaker_of("Title\n\nA spokesman for Anna Berg said that the bridge was safe.")
    assert (speaker.actor, speaker.via) == ("berg", "description")


def test_a_surname_is_given_the_fullest_name_of_the_article() -> None:
    speaker = speaker_of("Title\n\nAnna Berg arrived. Berg said that the bridge was safe.")
    assert (speaker.actor, speaker.name, speaker.text) == ("berg", "Anna Berg", "Berg")


def test_an_unlisted_speaker_is_linked_to_no_actor() -> None:
    speaker = speaker_of("Title\n\nJane Doe said that the bridge was safe.")
    assert (speaker.actor, speaker.maybe) == (None, ())


def test_an_unlinked_statement_is_as_if_no_watchlist_had_ever_been_there() -> None:
    text = (
        "Title\n\nAnna Berg arrived. “The bridge stays,” the mayor said. "
        "Berg added that Holm would go."
    )
    reading, index = read(text)
    empty = WatchlistIndex(Watchlist())
    unlinked = tuple(map(unlink_statement, reading.statements))
    assert unlinked == read_article(an_article(text=text), empty).statements
    names = FoundNames(reading.mentions, reading.undecided)
    assert link_statements(unlinked, names, "en", index) == reading.statements


def test_linking_costs_what_the_number_of_statements_costs() -> None:
    statement = "“We will open the bridge,” Anna Berg said.\n\n"

    def link(size: int) -> object:
        text = f"Bridge\n\n{statement * (size // len(statement))}"
        return read_article(an_article(text=text), INDEX)

    assert growth(link, 20_000, 160_000) < 3
