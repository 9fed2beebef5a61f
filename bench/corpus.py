"""Synthetic news for benchmarks: articles of 4 to 5 kB and watchlists of any size."""

import random
from datetime import UTC, datetime

from monitor.records import Article
from monitor.watchlist import Actor, Rule, Theme, Watchlist
from monitor.watchlist.values import any_of

FIRST = (
    "Adel Bahar Celia Dorin Emre Farid Goran Hanna Idris Jalal Karim Lana Marek Nadia Omar "
    "Petra Rami Salma Tarek Yusra"
).split()
ONSET = "Bar Cor Dal Fen Gar Hol Jar Kel Lor Mar Nor Pel Quin Ros Sel Tor Ul Var Wen Zan".split()
CODA = (
    "adi ber cano dari esh fari gani hadi imi jari kovi lani mur nori oshi pur ravi sani tami vani"
).split()
TOPICS = (
    "bridge harvest budget border strike school pipeline ferry market hospital airport "
    "election trial ceasefire embassy drought"
).split()
MATTERS = (
    "closure delay reform shortage inquiry subsidy protest blockade repair levy merger "
    "licence audit boycott"
).split()
FILLERS = (
    "Shops along the river opened late and traders counted what the week had brought.",
    "The road from the coast was closed for two hours while engineers looked at the damage.",
    "Officials had met three times since the spring without agreeing on a date.",
    "Prices in the capital rose slightly, and queues formed outside the larger stores.",
    "A report published last year had listed forty such cases in six provinces.",
    "It was the second visit of its kind in a month, after one that ended early.",
)
SAYINGS = (
    "“The {topic} cannot wait,” {name} said. “We will decide on the {matter} this week.”",
    "{name} said that the {matter} at the {topic} would be reviewed before the winter.",
    "{name} rejected the {topic} {matter} and called on the council to resign.",
    "According to {name}, the {matter} was agreed without a vote.",
    (
        "{name}, who chairs the committee, told reporters "
        "the {topic} {matter} was “a threat to everyone.”"
    ),
)


def names(count: int, chance: random.Random) -> list[str]:
    """Return ``count`` different full names."""
    unique: dict[str, None] = {}
    while len(unique) < count:
        first = chance.choice(FIRST)
        surname = f"{chance.choice(ONSET)}{chance.choice(CODA)}{chance.choice(CODA)}"
        unique[f"{first} {surname}"] = None
    return list(unique)


def a_watchlist(aliases: int, themes: int, chance: random.Random) -> Watchlist:
    """Return a watchlist of ``aliases`` names, two an actor, and a rule for each of its themes."""
    pool = names(aliases, chance)
    actors = tuple(
        Actor(
            id=f"actor-{number}",
            name=pool[2 * number],
            kind="person",
            aliases=(pool[2 * number + 1],),
        )
        for number in range(aliases // 2)
    )
    queries = [f"{topic} NEAR/5 {matter}*" for topic in TOPICS for matter in MATTERS]
    theme_values = tuple(
        Theme(id=f"theme-{number}", name=f"Theme {number}", query=queries[number])
        for number in range(themes)
    )
    rules = tuple(
        Rule(id=f"rule-{number}", name=f"Rule {number}", themes=any_of(f"theme-{number}"))
        for number in range(themes)
    )
    return Watchlist(actors=actors, themes=theme_values, rules=rules, hash="bench")


def an_article(
    number: int, watchlist: Watchlist, chance: random.Random, *, size: int = 4500
) -> Article:
    """Return an article of about ``size`` characters, with speakers on and off the watchlist."""
    people = [chance.choice(watchlist.actors).name for _ in range(3)] + names(3, chance)
    text = f"{chance.choice(TOPICS).title()} debate number {number} goes on"
    while len(text) < size:
        saying = chance.choice(SAYINGS).format(
            name=chance.choice(people), topic=chance.choice(TOPICS), matter=chance.choice(MATTERS)
        )
        before, after, last = (chance.choice(FILLERS) for _ in range(3))
        text += f"\n\n{before} {saying} {after} {last}"
    now = datetime.now(UTC)
    return Article(
        id=f"bench-{number}-{chance.randrange(1 << 40):x}",
        feed="bench",
        publisher=f"publisher-{number % 40}",
        url=f"http://bench.example/{number}",
        title=text.partition("\n")[0],
        text=text,
        language="en",
        published_at=now,
        seen_at=now,
    )


def as_yaml(watchlist: Watchlist) -> str:
    """Return a watchlist as the file that the processes read."""
    lines = ["actors:"]
    lines += [
        f"  - {{id: {a.id}, name: {a.name}, kind: person, aliases: [{', '.join(a.aliases)}]}}"
        for a in watchlist.actors
    ]
    lines += [
        "themes:",
        *(f"  - {{id: {t.id}, name: {t.name}, query: '{t.query}'}}" for t in watchlist.themes),
    ]
    lines += [
        "rules:",
        *(
            f"  - {{id: {r.id}, name: {r.name}, themes: [{r.themes.any[0]}]}}"
            for r in watchlist.rules
        ),
    ]
    return "\n".join(lines) + "\n"
