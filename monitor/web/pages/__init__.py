"""The pages of the monitor: rendered on the server, with htmx for parts and events for news.

    request --Gate--> one module per page --> a view model --> templates/ --> HTML

1. Every page has its own address, which survives reload, Back and a link in a mail; without
   JavaScript it is still a page of links and forms.
2. Pages hold no queries (`monitor.store` does) and no rules of input (the API's models do).
3. No inline code or style: the policy of `monitor.web.headers` forbids it.
4. Words of articles are marked with their language and direction and are never taken for HTML.
"""
