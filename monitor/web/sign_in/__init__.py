"""Sign-in by an identity provider (OpenID Connect Core 1.0), beside tokens.

    browser --/login/oidc--> provider --code--> /login/oidc/callback --> session: an expiring token

provider.py   discovery, exchange of the code, verification of the ID token
attempt.py    what a sign-in remembers between the two requests, in a signed cookie
roles.py      groups of the provider --> role of the monitor
sessions.py   sessions in the store
assembly.py   all of it, by the settings

`monitor.web.routes.sign_in` has the routes. Needs the extra ``oidc``.
"""

from monitor.web.sign_in.sessions import SignIn

__all__ = ["SignIn"]
