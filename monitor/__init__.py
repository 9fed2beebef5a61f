"""A news monitor that flags statements: who said what, about whom, in which tone.

feeds --poll--> articles --read--> statements --match--> matches
matches --raise--> alerts --deliver--> deliveries
"""

__version__ = "0.2.0.dev0"
