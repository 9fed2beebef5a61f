"""Words of the interface for the codes of records: acts, severities, states, clauses, faults.

``_`` marks a message for the catalogues (`pybabel extract`); it is translated when it is shown.
"""


def _(message: str) -> str:
    return message


TERMS = {
    "critical": _("Critical"),
    "high": _("High"),
    "medium": _("Medium"),
    "low": _("Low"),
    "open": _("Open"),
    "acknowledged": _("Acknowledged"),
    "wrong": _("Wrong"),
    "silenced": _("Silenced"),
    "all": _("All"),
    "accuse": _("accuses"),
    "threaten": _("threatens"),
    "reject": _("rejects"),
    "demand": _("demands"),
    "promise": _("promises"),
    "support": _("supports"),
    "deny": _("denies"),
    "praise": _("praises"),
    "apologise": _("apologises"),
    "propose": _("proposes"),
    "denied": _("denied"),
    "asserted": _("asserted"),
    "direct": _("quoted"),
    "indirect": _("reported"),
    "mixed": _("partly quoted"),
    "state": _("State"),
    "severity": _("Severity"),
    "min_severity": _("Severity at least"),
    "rule": _("Rule"),
    "actor": _("Actor"),
    "theme": _("Theme"),
    "act": _("Act"),
    "publisher": _("Publisher"),
    "language": _("Language"),
    "speaker": _("Speaker"),
    "about": _("About"),
    "polarity": _("Polarity"),
    "confidence": _("Confidence"),
    "pattern": _("Pattern"),
    "error": _("Error"),
    "wrong_actor": _("Another person or body is meant"),
    "wrong_speaker": _("Another person said it"),
    "wrong_theme": _("It is about something else"),
    "old_news": _("It is old news"),
    "person": _("person"),
    "organization": _("organisation"),
    "group": _("group"),
    "reader": _("reader"),
    "editor": _("editor"),
    "admin": _("administrator"),
    "name": _("by name"),
    "surname": _("by surname"),
    "pronoun": _("by a pronoun"),
    "description": _("by a description"),
    "alias": _("by an alias"),
    "context": _("by context"),
    "webhook": _("Webhook"),
    "email": _("Mail"),
    "chat": _("Chat"),
    "kafka": _("Kafka topic"),
    "delivered": _("delivered"),
    "waiting": _("pending"),
    "failed": _("failed"),
    "same": _("same words"),
    "cut": _("cut"),
    "altered": _("altered"),
    "translated": _("translated"),
    "other speaker": _("attributed to another speaker"),
    "actors": _("Actors"),
    "themes": _("Themes"),
    "rules": _("Rules"),
}


def term_of(code: str) -> str:
    """Return the English word of a code; the code itself where it has none."""
    return TERMS.get(code, code)
