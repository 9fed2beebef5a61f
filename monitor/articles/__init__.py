"""Articles: an entry and its page to an article, markup to text, language, near copies. Pure."""
