"""`monitor init`: a folder to start from; every pack is sound and meets what it is about."""

from pathlib import Path

import pytest

from tests.cli.runner import run, run_json

PACKS = ("central-banks", "climate", "heads-of-state", "technology", "ukraine-war")
FEWEST_ACTORS, FEWEST_THEMES, FEWEST_RULES = 40, 8, 10

ARTICLES = {
    "central-banks": {
        "rates-down": "European Central Bank President Christine Lagarde said the bank could cut"
        " interest rates again in spring if inflation falls.",
        "on-currencies": "Kazuo Ueda, governor of the Bank of Japan, said the weak yen was being"
        " watched and did not rule out an intervention.",
        "rates-hold": "«Мы сохраним ставку без изменений», — заявила Эльвира Набиуллина.",
    },
    "climate": {
        "on-finance": "Simon Stiell said rich countries must provide more money for climate"
        " adaptation in developing states.",
        "on-fossil-fuels": "« La sortie du charbon est possible », a déclaré Agnès"
        " Pannier-Runacher.",
        "oil-on-fossil-fuels": "OPEC Secretary General Haitham al-Ghais said coal, oil and gas"
        " production would be needed for decades.",
    },
    "heads-of-state": {
        "leaders-on-trade": "President Emmanuel Macron said Europe would answer new tariffs with"
        " one voice.",
        "leaders-on-gaza": 'Dışişleri Bakanı Hakan Fidan, "Gazze için bir çözüm gerekiyor" dedi.',
        "leaders-on-sanctions": "Außenminister Johann Wadephul sagte, die Sanktionen blieben in"
        " Kraft.",
    },
    "technology": {
        "regulators-on-antitrust": "Andreas Mundt, president of the Bundeskartellamt, said the"
        " office would look into the market power of search engines.",
        "companies-on-ai": "OpenAI chief executive Sam Altman said AI needed clear safety rules.",
        "on-privacy": "The Data Protection Commission said it had opened an inquiry into the"
        " transfer of personal data.",
    },
    "ukraine-war": {
        "kremlin-on-peace": "Kremlin spokesman Dmitry Peskov said on Monday that no date for peace"
        " talks had been set.",
        "kyiv-on-attacks": "«Вночі ворог завдав удару 40 дронами», — повідомив Володимир"
        " Зеленський. «Дрони збили», — додав він.",
        "on-sanctions": "Kaja Kallas said the next package of sanctions was ready.",
    },
}
"""By pack and rule, a sentence that must meet the rule; the sentences are ours."""


def test_the_packs_are_listed_with_what_they_are_about(tmp_path: Path) -> None:
    lines = run("init", "--packs").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(PACKS)
    assert all("who says what" in line for line in lines)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("pack", [None, *PACKS])
def test_what_is_written_is_sound(pack: str | None, tmp_path: Path) -> None:
    folder = tmp_path / "config"
    options = ["--pack", pack] if pack else []
    written = run("init", "--config", str(folder), *options)
    assert written.exit_code == 0
    assert f"monitor check --config {folder}" in written.stdout
    checked = run("check", "--config", str(folder))
    assert checked.exit_code == 0
    assert "warning" not in checked.stderr


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_is_large_enough_to_start_from(pack: str, tmp_path: Path) -> None:
    run("init", "--config", str(tmp_path), "--pack", pack)
    [counts] = run_json("check", "--config", str(tmp_path))
    assert counts["actors"] >= FEWEST_ACTORS
    assert counts["themes"] >= FEWEST_THEMES
    assert counts["rules"] >= FEWEST_RULES


@pytest.mark.parametrize(
    ("pack", "rule"), [(pack, rule) for pack, texts in ARTICLES.items() for rule in texts]
)
def test_a_statement_of_its_subject_meets_a_rule(pack: str, rule: str, tmp_path: Path) -> None:
    run("init", "--config", str(tmp_path), "--pack", pack)
    article = tmp_path / "article.txt"
    article.write_text(ARTICLES[pack][rule], "utf-8")
    [scanned] = run_json("scan", "--config", str(tmp_path), str(article))
    assert rule in {match["rule"] for match in scanned["matches"]}


def test_existing_files_are_kept(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text("feeds: []\n")
    refused = run("init", "--config", str(tmp_path), "--pack", "climate")
    assert refused.exit_code == 2
    assert "feeds.yaml already" in refused.stderr
    assert not (tmp_path / "watchlist.yaml").exists()


def test_an_unknown_pack_is_refused_with_the_nearest(tmp_path: Path) -> None:
    refused = run("init", "--config", str(tmp_path / "c"), "--pack", "central-bank")
    assert refused.exit_code == 2
    assert "did you mean 'central-banks'" in refused.stderr
    assert not (tmp_path / "c").exists()
