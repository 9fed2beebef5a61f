"""Articles and expected alerts of the sample newsroom that `monitor.services.newsroom` serves."""
