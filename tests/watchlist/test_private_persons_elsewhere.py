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
        ("ko", "서진수씨가 빵을 샀다.", "서진수에게 물었다."),
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


@pytest.mark.parametrize(
    ("language", "private", "public"),
    [
        ("en", "Walter Feld won the prize for leeks.", "Walter Feld won the vote on leeks."),
        ("en", "At the wedding Walter Feld fainted.", "At the summit Walter Feld fainted."),
        ("de", "Walter Feld backt Kuchen.", "Walter Feld backt nicht vor der Wahl."),
        ("es", "Walter Feld vende flores.", "Walter Feld dimite."),
        ("fr", "Walter Feld cultive son potager.", "Walter Feld quitte le gouvernement."),
        ("it", "Walter Feld cura il suo orto.", "Walter Feld lascia il governo."),
        ("nl", "Walter Feld kweekt tomaten.", "Walter Feld verlaat de regering."),
        ("sv", "Walter Feld odlar tomater.", "Walter Feld lämnar regeringen."),
        ("cs", "Walter Feld peče koláče.", "Walter Feld opouští vládu."),
        ("pl", "Walter Feld hoduje gołębie.", "Walter Feld opuszcza rząd."),
        ("tr", "Walter Feld domates satıyor.", "Walter Feld mecliste konuştu."),
        ("hu", "Szendrei Gábor megmentett egy macskát.", "Szendrei Gábor a kormányról beszélt."),
        ("ru", "Николай Орлов поймал щуку.", "Николай Орлов покинул правительство."),
        ("el", "Ο Γιώργος Παυλάκος έχει γάτα.", "Ο Γιώργος Παυλάκος είδε τη κυβέρνηση."),
    ],
)
def test_words_of_everyday_life_leave_a_name_undecided_and_words_of_public_life_do_not(
    language: str, private: str, public: str
) -> None:
    assert actors_in(private, language) == []
    assert len(actors_in(public, language)) == 1


NAMESAKES = WatchlistIndex(
    Watchlist(
        actors=(
            Actor(
                id="minister",
                name="Viktor Holub",
                kind="person",
                aliases=("Віктор Голуб",),
                descriptions=("energy minister",),
            ),
            Actor(
                id="boxer",
                name="Viktor Holub",
                kind="person",
                aliases=("Віктор Голуб",),
                descriptions=("heavyweight boxer",),
            ),
        ),
        rules=(),
    )
)


@pytest.mark.parametrize(
    ("language", "text", "actor"),
    [
        ("uk", "На рингу Віктор Голуб переміг у третьому раунді.", "boxer"),
        ("uk", "У парламенті Віктор Голуб говорив про бюджет.", "minister"),
        ("en", "In the ring Viktor Holub won by a knockout.", "boxer"),
        ("en", "In parliament Viktor Holub spoke of the law.", "minister"),
        ("de", "Im Stadion siegte Viktor Holub im Halbfinale.", "boxer"),
        ("de", "Im Bundestag sprach Viktor Holub zum Gesetz.", "minister"),
        ("fr", "Au stade, Viktor Holub a gagné le tournoi.", "boxer"),
        ("cs", "Na stadionu vyhrál Viktor Holub finále.", "boxer"),
        ("cs", "Ve sněmovně hovořil Viktor Holub o rozpočtu.", "minister"),
        ("pl", "Na ringu Viktor Holub wygrał turniej, trener płakał.", "boxer"),
        ("sv", "Viktor Holub vann finalen i turneringen.", "boxer"),
        ("pt", "No parlamento, Viktor Holub falou do orçamento.", "minister"),
    ],
)
def test_a_name_of_two_means_the_one_whose_field_the_article_is_of(
    language: str, text: str, actor: str
) -> None:
    mentions = NAMESAKES.find_names(text, language).mentions
    assert [mention.actor for mention in mentions] == [actor]


WORDS = WatchlistIndex(
    Watchlist(actors=(Actor(id="ay", name="Alan Young", kind="person", descriptions=("senator",)),))
)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("They sang “Forever Young” again.", 0),
        ("Fans of Sonic Youth and Neo Young bands met.", 0),
        ("He asked Senator Young voters to wait.", 1),
        ("They asked Young again.", 1),
        ("“Senator Young” it said.", 1),
    ],
)
def test_a_surname_that_is_a_word_is_not_a_name_in_a_title_of_two_words(
    text: str, count: int
) -> None:
    assert (
        len(WORDS.find_names(f"Alan Young, the senator, left. {text}", "en").mentions) == 1 + count
    )
