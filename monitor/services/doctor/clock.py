"""Clocks: how far this machine's is from those of the broker and the database."""

from monitor.services.doctor.finding import Finding, fine, problem, warning

NOTED_S = 2.0
"""Seconds; machines with NTP differ by less than a tenth, a busy one answers within one."""
WRONG_S = 60.0
"""Seconds; receivers refuse webhooks signed five minutes ago, and silences begin and end late."""
REMEDY = "set both machines by NTP (`timedatectl set-ntp true`)"


def skew_finding(name: str, skew_s: float) -> Finding:
    """Return the finding about another machine's clock, ``skew_s`` seconds before this one's."""
    side = "ahead of" if skew_s > 0 else "behind"
    message = f"the clock of {name} is {abs(skew_s):,.1f} s {side} this machine's"
    if abs(skew_s) >= WRONG_S:
        return problem("clock", message, REMEDY)
    if abs(skew_s) >= NOTED_S:
        return warning("clock", message, REMEDY)
    return fine("clock", message)
