"""The buttons of chat messages: what a click does to an alert. Pure.

acknowledge   the person takes responsibility: its updates send no notification
silence       alerts of the same rule and actor send none for `SILENCE_FOR`
"""

from datetime import timedelta
from typing import Literal, get_args

Button = Literal["acknowledge", "silence"]
BUTTONS: tuple[Button, ...] = get_args(Button)
SILENCE_FOR = timedelta(hours=2)
"""Length of a silence from chat: the first choice of the pages; a longer one needs a reason."""
LABELS: dict[Button, str] = {"acknowledge": "Acknowledge", "silence": "Silence for 2 h"}
DONE: dict[Button, str] = {"acknowledge": "Acknowledged", "silence": "Silenced for 2 h"}
