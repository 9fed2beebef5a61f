"""Private people in many languages: trades, homes, ages and forms of address introduce them."""

import pytest

from monitor.watchlist import Actor, Watchlist, WatchlistIndex

PEOPLE = (
    Actor(id="wf", name="Walter Feld", kind="person", descriptions=("transport minister",)),
    Actor(id="gz", name="Gábor Szendrei", kind="person", descriptions=("prime minister",)),
    Actor(
        id="gp",
        name="Giorgos Pavlakos",
        kind="person",
        aliases=("Γιώργος Παυλάκος",),
        descriptions=("defence minister",),
    ),
    Actor(
        id="yt",
        name="Yael Tal",
        kind="person",
        aliases=("יעל טל",),
        descriptions=("justice minister",),
    ),
    Actor(
        id="hx",
        name="Huang Xiulin",
        kind="person",
        aliases=("黄秀琳",),
        descriptions=("spokeswoman of the ministry",),
    ),
    Actor(
        id="sj",
        name="Seo Jin-su",
        kind="person",
        aliases=("서진수",),
        descriptions=("unification minister",),
    ),
    Actor(
        id="ik",
        name="Kenta Ishida",
        kind="person",
        aliases=("石田健太",),
        descriptions=("chief cabinet secretary",),
    ),
    Actor(
        id="no",
        name="Nikolai Orlov",
        kind="person",
        aliases=("Николай Орлов",),
        descriptions=("finance minister",),
    ),
)
INDEX = WatchlistIndex(Watchlist(actors=PEOPLE, rules=()))


def actors_in(text: str, language: str) -> list[str]:
    return [mention.actor for mention in INDEX.find_names(text, language).mentions]


@pytest.mark.parametrize(
    ("language", "text", "public"),
    [
        ("de", "Walter Feld aus Lübeck hat gewonnen.", "Walter Feld aus dem Kabinett geht."),
        ("sv", "Walter Feld från Umeå vann.", "Walter Feld från regeringen talade."),
        ("nl", "Walter Feld uit Gent won.", "Walter Feld uit het kabinet sprak."),
        ("ru", "Николай Орлов из Твери победил.", "Николай Орлов из правительства ушёл."),
        ("sv", "Snickaren Walter Feld bygger båtar.", "Ministern Walter Feld bygger båtar."),
        ("nl", "Postbode Walter Feld stopt.", "Minister Walter Feld stopt."),
        ("it", "Il pizzaiolo Walter Feld chiude.", "Il ministro Walter Feld chiude."),
        ("pt", "O carpinteiro Walter Feld parou.", "O ministro Walter Feld parou."),
        ("hu", "Az asztalos Szendrei Gábor megállt.", "A miniszter Szendrei Gábor megállt."),
        ("el", "Ο ψαράς Γιώργος Παυλάκος γελά.", "Ο υπουργός Γιώργος Παυλάκος γελά."),
        ("he", "המורה יעל טל צחקה.", "השרה יעל טל צחקה."),
        ("zh", "花农黄秀琳笑了。", "发言人黄秀琳笑了。"),
        ("ko", "빵집 주인 서진수 씨가 웃었다.", "서진수 장관이 웃었다."),
        ("ko", "서진수 씨가 빵을 샀다.", "서진수 장관이 빵을 샀다."),
        ("ja", "漁師の石田健太さんが笑った。", "石田健太長官が笑った。"),
        ("ja", "石田健太さん（52）が笑った。", "石田健太氏が笑った。"),
        ("fr", "À 82 ans, Walter Feld marche.", "À 9 heures, Walter Feld marche."),
        ("es", "A los 82 años, Walter Feld camina.", "A las 9 horas, Walter Feld camina."),
        ("en", "At 82, Walter Feld still runs.", "At nine, Walter Feld still runs."),
    ],
)
def test_a_private_person_of_the_name_is_not_the_actor(
    language: str, text: str, public: str
) -> None:
    assert actors_in(text, language) == []
    assert len(actors_in(public, language)) == 1


PARTIES = (
    Actor(id="uno", name="Unión Nacional Obrera", kind="organization", aliases=("UNO",)),
    Actor(id="un", name="United Nations", kind="organization", aliases=("UN",)),
)
INITIALS = WatchlistIndex(Watchlist(actors=PARTIES, rules=()))


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("fr", "UN seul mot suffit.", 0),
        ("it", "UN solo giorno basta.", 0),
        ("en", "UN observers left.", 1),
        ("es", "El sindicato UNO denunció despidos.", 1),
        ("es", "Un líder del movimiento UNO habló.", 1),
        ("es", "UNO A UNO llegaron.", 0),
    ],
)
def test_an_abbreviation_that_is_an_article_is_a_name_behind_a_word_for_a_body(
    language: str, text: str, count: int
) -> None:
    assert len(INITIALS.find_names(text, language).mentions) == count


@pytest.mark.parametrize(
    ("behind", "count"), [("-hegy zárva", 1), (" hegy zárva", 1), ("-kormány lemond", 2)]
)
def test_a_hungarian_hill_is_not_the_person_whose_name_it_has(behind: str, count: int) -> None:
    text = f"Szendrei Gábor miniszterelnök beszélt. Szendrei{behind}."
    assert len(actors_in(text, "hu")) == count
