"""Back-fill: articles of the past into the topic ``articles``, from where they are kept.

    source --batches--> articles, skipped items --at a rate--> topic articles --> checkpoint

1. Articles are flagged ``backfill``: their alerts are stored and notify no one. They were seen when
   they were published, so that time lines have them in their place. Both can be switched off.
2. Sources of foreign bytes are parsed in the killable processes of `monitor.http.parse_worker`.
   An item that gives no article is skipped and reported with its reason; it costs no other item.
3. The position after a batch is stored when the broker has acknowledged its articles. An
   interrupted run goes on there; at most one batch is repeated, which its ids show.
4. News comes first: while more than some messages are pending at the processors, nothing is sent.

    items        what a source gives
    files        JSON lines and CSV
    documents    archive pages of a feed (RFC 5005), news sitemaps and their indexes
    warc         web archives
    topic        articles that a Kafka still holds
    checkpoint   the position on disk
    run          the run itself
"""
