"""Feedback on wrong alerts: counted by rule and alias, with proposals."""

import msgspec
import pytest

from monitor.alerts.noise import Fault, Marked, find_noise
from monitor.records import Alert, Via
from tests.builders import an_alert


def alert_of(id_: str, confidence: float = 0.9, rule: str = "berg-bridge") -> Alert:
    alert = an_alert()
    statement = msgspec.structs.replace(alert.statement, confidence=confidence)
    return msgspec.structs.replace(alert, id=id_, rule=rule, statement=statement)


def marked(alert: Alert, fault: Fault) -> Marked:
    return Marked(alert, fault)


def test_faults_are_counted_by_rule_and_by_how_the_article_writes_the_speaker() -> None:
    alerts = [alert_of("a"), alert_of("b"), alert_of("c"), alert_of("d", rule="other")]
    [noise] = find_noise(alerts, [marked(alerts[0], "wrong_actor"), marked(alerts[1], "old_news")])
    assert (noise.rule, noise.alerts) == ("berg-bridge", 3)
    assert noise.faults == {"wrong_actor": 1, "old_news": 1}
    assert noise.aliases == {"Anna Berg": 2}


def test_a_wrong_actor_gives_a_never_string_and_a_wrong_theme_the_words_that_met_it() -> None:
    alerts = [alert_of("a"), alert_of("b")]
    [noise] = find_noise(
        alerts, [marked(alerts[0], "wrong_actor"), marked(alerts[1], "wrong_theme")]
    )
    assert any(proposal.startswith("never of berg: 'Anna Berg'") for proposal in noise.proposals)
    assert any(
        "query of bridge: it was met by 'bridge'" in proposal for proposal in noise.proposals
    )


@pytest.mark.parametrize("via", ["pronoun", "context"])
def test_words_that_are_no_name_are_no_never_string(via: Via) -> None:
    alert = alert_of("a")
    assert alert.statement.speaker is not None
    speaker = msgspec.structs.replace(alert.statement.speaker, text="she", via=via)
    statement = msgspec.structs.replace(alert.statement, speaker=speaker)
    wrong = marked(msgspec.structs.replace(alert, statement=statement), "wrong_actor")
    [noise] = find_noise([wrong.alert], [wrong])
    assert (noise.proposals, noise.aliases) == ((), {"she": 1})


def test_a_higher_confidence_is_proposed_only_where_it_costs_few_others() -> None:
    misread = [alert_of("a", 0.5), alert_of("b", 0.55)]
    others = [alert_of(f"o{number}", 0.9) for number in range(8)]
    [cheap] = find_noise([*misread, *others], [marked(alert, "wrong_speaker") for alert in misread])
    assert cheap.proposals == ("min_confidence 0.60: leaves out 2 of 2 misread, and 0 of 8 others",)
    others = [alert_of(f"o{number}", 0.52) for number in range(8)]
    [dear] = find_noise([*misread, *others], [marked(alert, "wrong_speaker") for alert in misread])
    assert not dear.proposals


def test_the_worst_rule_comes_first() -> None:
    alerts = [alert_of("a"), alert_of("b", rule="other"), alert_of("c", rule="other")]
    noise = find_noise(alerts, [marked(alert, "old_news") for alert in alerts])
    assert [each.rule for each in noise] == ["other", "berg-bridge"]
