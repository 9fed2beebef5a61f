"""Everything that speaks Kafka: the table of topics, producer and consumers, the Faust app, the embedded broker."""
