"""The stream processing library, held to its guarantees: the transport acknowledges only what is done, tables await their changelog."""
