"""The pipeline: six pure functions, one per file, each with one outcome.

    Feed, FeedState              --poll_feed-->        Polled (articles, refusals, the new state)
    Article                      --read_article-->     Reading
    Reading                      --match_reading-->    Match…
    PatternState, Match          --detect_patterns-->  Detected (the new state, Match…)
    Alert, Match                 --raise_alert-->      Alert or None
    Alert, subscription          --deliver_alert-->    delivery

A match of a rule without a pattern goes straight to `raise_alert`; a match of a rule with a
pattern goes to `detect_patterns`, whose matches go to `raise_alert`.

Network, broker and clock come in as arguments or over the Protocols in `monitor.flow.ports`, so
that ``monitor scan``, the processor, replay and the tests run the same functions. Import each
function from its own file: ``from monitor.flow.read_article import read_article``.
"""
