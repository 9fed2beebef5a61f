"""Datelines of every shape: place, date and agency are neither content nor speaker."""

import pytest

from monitor.statements import read_statements

SENTENCES = {
    "de": (
        "Ministerin Anna Krug sagte am Montag, die Brücke werde gesperrt.",
        "Anna Krug",
        "die Brücke werde gesperrt",
    ),
    "fr": (
        "La ministre Anne Petit a déclaré lundi que le pont serait fermé.",
        "Anne Petit",
        "que le pont serait fermé",
    ),
    "es": (
        "La ministra Ana Ruiz dijo el lunes que el puente estará cerrado.",
        "Ana Ruiz",
        "que el puente estará cerrado",
    ),
    "it": (
        "La ministra Anna Bruni ha detto lunedì che il ponte resterà chiuso.",
        "Anna Bruni",
        "che il ponte resterà chiuso",
    ),
    "pt": (
        "A ministra Ana Lima disse na segunda-feira que a ponte ficará fechada.",
        "Ana Lima",
        "que a ponte ficará fechada",
    ),
    "nl": (
        "Minister Anna Bruin zei maandag dat de brug gesloten blijft.",
        "Anna Bruin",
        "dat de brug gesloten blijft",
    ),
    "pl": (
        "Minister Anna Brun powiedziała w poniedziałek, że most będzie zamknięty.",
        "Anna Brun",
        "że most będzie zamknięty",
    ),
    "da": (
        "Minister Anna Brun sagde mandag, at broen forbliver lukket.",
        "Anna Brun",
        "at broen forbliver lukket",
    ),
    "no": (
        "Minister Anna Brun sa mandag at broen forblir stengt.",
        "Anna Brun",
        "at broen forblir stengt",
    ),
    "sv": (
        "Minister Anna Brun sade på måndagen att bron förblir stängd.",
        "Anna Brun",
        "att bron förblir stängd",
    ),
    "cs": (
        "Ministryně Anna Brunová v pondělí oznámila, že most bude uzavřen.",
        "Anna Brunová",
        "že most bude uzavřen",
    ),
    "ru": (
        "Министр Иван Орлов заявил в понедельник, что мост закроют.",
        "Иван Орлов",
        "что мост закроют",
    ),
    "uk": (
        "Міністр Іван Орлик заявив у понеділок, що міст закриють.",
        "Іван Орлик",
        "що міст закриють",
    ),
    "tr": ("Bakan Emre Kaya, köprünün kapanacağını söyledi.", "Emre Kaya", "köprünün kapanacağını"),
    "ar": ("قال الوزير كريم جواد إن الجسر سيغلق.", "كريم جواد", "إن الجسر سيغلق"),
    "fa": ("وزیر کریم جوادی گفت که پل بسته می‌شود.", "کریم جوادی", "که پل بسته می‌شود"),
    "ckb": ("وەزیر کەریم جەواد ڕایگەیاند کە پردەکە دادەخرێت.", "کەریم جەواد", "کە پردەکە دادەخرێت"),
}
DATELINES = {
    "de": [
        "BERLIN (dpa) - ",
        "Berlin (dpa/tmn) – ",
        "BERLIN, 3. November (Reuters) - ",
        "Berlin. (dpa) ",
        "Wien, 3.11. (APA) - ",
        "Bern (sda) ",
        "MÜNCHEN – ",
        "Berlin – ",
        "Frankfurt am Main (AFP) — ",
    ],
    "fr": [
        "PARIS, 3 novembre (Reuters) - ",
        "Paris (AFP) – ",
        "PARIS (AFP) - ",
        "Genève (ats) – ",
        "LYON, 3 nov 2026 (AFP) — ",
        "BRUXELLES – ",
        "Kinshasa, 3 nov. (ACP).- ",
        "Port-au-Prince, mardi 3 novembre 2026 ((rezonodwes.com)) – ",
        "Dakar, 3 nov (APS) – ",
    ],
    "es": [
        "Madrid, 3 nov (EFE).- ",
        "MADRID (Reuters) - ",
        "CARACAS, 3 nov. (EFE) — ",
        "La Paz, 3 de noviembre (ABI).– ",
        "MADRID, 3 (EUROPA PRESS) ",
        "Bogotá. ",
        "Quito (AP) — ",
        "BUENOS AIRES (AP) - ",
        "Ciudad de México, 3 nov (Notimex).- ",
    ],
    "it": [
        "ROMA, 3 NOV (ANSA) - ",
        "(ANSA) - ROMA, 03 NOV - ",
        "Milano, 3 nov. (askanews) - ",
        "Roma, 3 nov. (Adnkronos) – ",
        "ROMA (ITALPRESS) - ",
        "BRUXELLES – ",
    ],
    "pt": [
        "Lisboa, 3 nov 2026 (Lusa) - ",
        "BRASÍLIA (Reuters) - ",
        "São Paulo, 3 nov (EFE).- ",
        "Luanda, 3 nov. (Angop) – ",
        "RIO DE JANEIRO - ",
    ],
    "nl": [
        "AMSTERDAM (ANP) - ",
        "DEN HAAG - ",
        "Amsterdam, 3 nov (Reuters) - ",
        "Brussel (Belga) – ",
    ],
    "pl": [
        "Warszawa, 3.11. (PAP) - ",
        "WARSZAWA (PAP) – ",
        "KRAKÓW – ",
        "Gdańsk, 3 listopada (Reuters) - ",
    ],
    "da": [
        "KØBENHAVN (Ritzau) - ",
        "København, 3. november (Reuters) - ",
        "AARHUS – ",
    ],
    "no": [
        "OSLO (NTB) - ",
        "Bergen, 3. november (Reuters) - ",
        "TRONDHEIM – ",
    ],
    "sv": [
        "STOCKHOLM (TT) - ",
        "Göteborg, 3 november (Reuters) - ",
        "MALMÖ – ",
    ],
    "cs": [
        "Praha 3. listopadu (ČTK) - ",
        "PRAHA (ČTK) – ",
        "BRNO – ",
        "Ostrava, 3. listopadu (Reuters) - ",
    ],
    "ru": [
        "Саратов. 7 июля. ИНТЕРФАКС - ",
        "МОСКВА, 3 ноя — РИА Новости. ",
        "МОСКВА, 3 ноября. /ТАСС/. ",
        "Москва. 3 ноября. INTERFAX.RU - ",
        "Киев, 3 ноября (Новости) - ",
        "Париж (AFP) – ",
        "МИНСК, 3 ноября (БелТА). ",
    ],
    "uk": [
        "Київ. 15 серпня. ІНТЕРФАКС-УКРАЇНА – ",
        "КИЇВ, 3 листопада (Укрінформ) – ",
        "Київ. 3 листопада. УНН. ",
        "Львів – ",
        "КИЇВ. 3 листопада. УНІАН. ",
    ],
    "tr": [
        "ANKARA (AA) - ",
        "İSTANBUL (DHA) – ",
        "Ankara, 3 Kasım (Reuters) - ",
        "ANKARA - ",
        "İZMİR, (DHA)- ",
    ],
    "ar": [
        "بغداد - رويترز: ",
        "بغداد/ المسلة: ",
        "القاهرة (رويترز) - ",
        "دمشق - سانا ",
        "الرياض: ",
        "بغداد ــ واع ",
    ],
    "fa": ["تهران - ایرنا - ", "تهران (ایسنا) - ", "ایسنا/تهران ", "تهران- "],
    "ckb": ["هەولێر (ڕووداو) - ", "هەولێر - "],
}

CASES = [(language, dateline) for language, places in DATELINES.items() for dateline in places]


@pytest.mark.parametrize(("language", "dateline"), CASES)
def test_a_dateline_is_neither_content_nor_speaker(language: str, dateline: str) -> None:
    sentence, speaker, content = SENTENCES[language]
    [statement] = read_statements(f"T\n\n{dateline}{sentence}", language)
    assert (statement.text, statement.said_by) == (content, speaker)
