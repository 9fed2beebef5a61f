"""The doctor: examines every dependency of the monitor and names a remedy for each problem.

    settings, configuration, disk, database, kafka, clock, processes, feeds --look--> findings

1. Each part is examined by itself: a failure or a timeout there is a finding, and the others are
   examined all the same.
2. A finding is fine, a warning (the monitor works, with a limit), a problem (something does not
   work), or skipped, because another problem comes first. Each but a fine one says what to do.
3. The examination leaves no change: it writes one message on ``heartbeats`` that every reader
   ignores, for the broker's clock, and a row of the audit log that is rolled back.

    finding        one finding
    machine        files of secrets, the disk
    database       reachable, schema, writable, size, pending work
    kafka          brokers, topics, groups and processes, judged from what the broker says
    feeds          the state of each feed
    examination    the order, and what is skipped when
"""
