"""The command line. Exit codes: 0 done; 1 it failed; 2 the input or the configuration is wrong.

__init__   the group, and what every command shares
running    up, poll, process, deliver, serve, topics: processes
reading    scan, check, replay: texts and configurations
feeds      feeds: health, trying, adding, finding, OPML
stored     alerts, rejected: what is there
lists      watchlist: actors, themes and rules; import and export
"""

from monitor.cli.common import main
from monitor.cli.feeds import feeds
from monitor.cli.lists import watchlist
from monitor.cli.reading import check, replay, scan
from monitor.cli.running import deliver, poll, process, serve, topics, up
from monitor.cli.stored import alerts, rejected

for command in (
    up,
    poll,
    process,
    deliver,
    serve,
    topics,
    scan,
    check,
    feeds,
    watchlist,
    alerts,
    replay,
    rejected,
):
    main.add_command(command)

__all__ = ["main"]
