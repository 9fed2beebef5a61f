"""Articles: canonical addresses, HTML to text, language. Pure."""
