"""Long-running services, one per module; `monitor.bootstrap` starts them in `loop.Loops`.

poller          polls feeds                      feed_watch      alerts about feeds in trouble
processor       reads, matches, raises           absence_watch   actors without statements
archiver        stores the topics' records       websub          subscriptions at hubs
deliverer       sends alerts to subscriptions    configuration   reloads files and changes
supervisor      runs everything (`monitor up`), with children and terminal
watchdog        ends a processor that is stuck   newsroom        feeds of the demonstration
"""
