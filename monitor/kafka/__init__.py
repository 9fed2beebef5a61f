"""Everything that speaks Kafka.

topics           the table of topics, and names they had before
create_topics    creates the topics; upgrade_topics copies pending messages of renamed ones
producer         sends records and waits for the broker
consumer         consumers of a group
stage            one stage of the pipeline: decode, work, acknowledge or reject
dead_letters     messages that could not be processed
lag              how far each consumer group is behind
heartbeats       reports of each process about itself
closing          bounded time to close connections
faust/           the stream engine, kept at at-least-once delivery
broker/          the embedded broker
"""
