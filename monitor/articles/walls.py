"""Pages in place of an article: offers of a subscription, and "not found" with status 200.

A short text that asks its reader to subscribe or log in is the open part of a paywalled article. A
page whose title or first line says that it does not exist is not an article.
"""

import re

LONGEST_OFFER = 2_000
"""Characters of a text that an offer can close; below a whole article it is an advertisement."""

LONGEST_LINE = 80
"""Characters of a first line that says that a page does not exist; longer ones are sentences."""

_OFFER = re.compile(
    r"subscribe (?:now )?to (?:continue|keep|read|unlock)|already (?:a|have a) subscri"
    r"|(?:sign|log) ?in to (?:continue|read|keep|access)|to continue reading|subscribers?[ -]only"
    r"|for subscribers only|exclusive(?:ly)? (?:for|to) (?:our )?subscribers"
    r"|create (?:a|your) free account|register (?:now )?to (?:continue|read)"
    r"|weiterlesen mit|(?:jetzt|bereits) abonn|exklusiv für abonnent|anmelden,? um weiterzulesen"
    r"|réservée? (?:aux|à nos) abonnés|déjà abonné|abonnez-vous pour|pour lire la suite"
    r"|connectez-vous pour|(?:solo|exclusivo) para suscriptores|suscríbete para"
    r"|ya eres suscriptor|inicia sesión para|только (?:для )?подписчик|оформите подписку"
    r"|доступн\w+ по подписке|чтобы (?:читать|продолжить)|лише для передплатник|оформіть підписку"
    r"|abone ol(?:un|arak)|abonelere özel|devamını okumak için|اشترك لمتابعة|للمشتركين فقط"
    r"|ویژه مشترک|برای ادامه مطالعه",
    re.IGNORECASE,
)
_NOT_FOUND = re.compile(
    r"page (?:was )?not found|page (?:does not|doesn['’]t|no longer) exist|404 (?:error|not found)"
    r"|error 404|^404\b|seite (?:wurde )?nicht gefunden|existiert nicht mehr|page introuvable"
    r"|page non trouvée|página no encontrada|página no existe|страница не найдена"
    r"|страницу не найдено|сторінку не знайдено|сторінка не знайдена|sayfa bulunamadı"
    r"|الصفحة غير موجودة|صفحه یافت نشد|صفحه مورد نظر",
    re.IGNORECASE,
)


def is_offer(text: str) -> bool:
    """Return whether a text is the open part of an article, with an offer to buy the rest."""
    return len(text) <= LONGEST_OFFER and _OFFER.search(text) is not None


def is_not_found(title: str, text: str) -> bool:
    """Return whether the title or the first line of a page says that it does not exist."""
    first = text.lstrip().partition("\n")[0]
    lines = (title, first if len(first) <= LONGEST_LINE else "")
    return any(_NOT_FOUND.search(line) for line in lines)
