"""Names in dates: months and weekdays of the product's languages, zones, and filler words.

Names are compared in the form of `fold_name`: lower case, without accents.
"""

import unicodedata


def fold_name(text: str) -> str:
    """Return a text in lower case, without accents and other combining marks."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return plain.replace("ı", "i")


MONTHS: dict[str, int] = {}
"""Month by folded name, whole or abbreviated."""

_MONTH_ROWS = {
    1: (
        "jan january januar enero janvier ene janv ocak oca января январь янв січня січень "
        "січ يناير جانفي ژانویه"
    ),
    2: (
        "feb february februar febrero fevrier fev fevr subat sub февраля февраль фев февр "
        "лютого лютии лют فبراير فيفري شباط فوریه شوبات"
    ),
    3: (
        "mar march marz maerz mrz marzo mars mart марта март мар березня березень бер مارس "
        "اذار ئازار"
    ),
    4: (
        "apr april abril abr avril avr nisan nis апреля апрель апр квітня квітень кві квіт "
        "ابريل افريل نيسان آوریل اوریل نیسان"
    ),
    5: ("may mai mayo mayis мая май травня травень тра трав مايو ماي ايار مه می ئایار"),
    6: (
        "jun june juni junio juin haziran haz июня июнь июн червня червень чер черв يونيو "
        "جوان حزيران ژوئن حوزەیران"
    ),
    7: (
        "jul july juli julio juillet juil temmuz tem июля июль июл липня липень лип يوليو "
        "يوليوز جويلية تموز ژوئیه ژوییه تەمموز"
    ),
    8: (
        "aug august agosto ago aout agustos agu августа август авг серпня серпень сер серп "
        "اغسطس غشت اوت اب ئاب"
    ),
    9: (
        "sep sept september septiembre septembre set eylul eyl сентября сентябрь сен сент "
        "вересня вересень вер سبتمبر شتنبر ايلول سپتامبر ئەیلوول"
    ),
    10: (
        "oct okt october oktober octubre octobre ekim eki октября октябрь окт жовтня жовтень "
        "жов жовт اكتوبر اکتبر"
    ),
    11: (
        "nov november noviembre novembre kasim kas ноября ноябрь ноя нояб листопада листопад "
        "лис лист نوفمبر نونبر نوامبر"
    ),
    12: (
        "dec dez december dezember diciembre dic decembre aralik ara декабря декабрь дек "
        "грудня грудень гру груд ديسمبر دجنبر دسامبر"
    ),
}
"""In English, German, Spanish, French, Turkish, Russian, Ukrainian, Arabic, Persian, Kurdish."""

_MORE_MONTH_ROWS = {
    1: (
        "gennaio gen janeiro januari stycznia styczen sty ledna leden led ιανουαρίου ιανουάριος "
        "ιαν ינואר בינואר جنوری ianuarie ian"
    ),
    2: (
        "febbraio fevereiro februari lutego luty lut unora unor uno φεβρουαρίου φεβρουάριος φεβ "
        "פברואר בפברואר فروری februarie februar"
    ),
    3: (
        "marco maart mrt marca marzec marts brezna brezen bre μαρτίου μάρτιος μαρ מרץ במרץ maret "
        "مارچ marcius marc martie"
    ),
    4: (
        "aprile kwietnia kwiecien kwi dubna duben dub απριλίου απρίλιος απρ אפריל באפריל اپریل "
        "aprilis aprilie"
    ),
    5: ("maggio mag maio mei maja maj kvetna kveten kve μαΐου μάιος μαι מאי במאי مئی majus"),
    6: (
        "giugno giu junho czerwca czerwiec cze cervna cerven cvn ιουνίου ιούνιος ιουν יוני ביוני "
        "جون junius iunie iun"
    ),
    7: (
        "luglio lug julho lipca lipiec lip cervence cervenec cvc ιουλίου ιούλιος ιουλ יולי ביולי "
        "جولائی julius iulie iul"
    ),
    8: (
        "augustus sierpnia sierpien sie augusti srpna srpen srp αυγούστου αύγουστος αυγ אוגוסט "
        "באוגוסט agustus اگست augusztus"
    ),
    9: (
        "settembre setembro wrzesnia wrzesien wrz zari σεπτεμβρίου σεπτέμβριος σεπ ספטמבר "
        "בספטמבר ستمبر szeptember szept septembrie"
    ),
    10: (
        "ottobre ott outubro out pazdziernika pazdziernik rijna rijen rij οκτωβρίου οκτώβριος "
        "οκτ אוקטובר באוקטובר اکتوبر octombrie"
    ),
    11: "novembro νοεμβρίου νοέμβριος νοε נובמבר בנובמבר نومبر noiembrie",
    12: (
        "dicembre dezembro grudnia grudzien gru desember des prosince prosinec δεκεμβρίου "
        "δεκέμβριος δεκ דצמבר בדצמבר دسمبر decembrie"
    ),
}
"""In the other languages that are read, by the Common Locale Data Repository: Italian, Portuguese,
Dutch, Polish, Swedish, Danish, Norwegian, Czech, Greek, Hebrew, Indonesian, Urdu, Romanian,
Hungarian. ``listopad`` is missing on purpose: November in Polish and Czech, October in Croatian."""

for _number, _names in (*_MONTH_ROWS.items(), *_MORE_MONTH_ROWS.items()):
    MONTHS.update(dict.fromkeys(fold_name(_names).split(), _number))

_TWO_WORD_MONTHS = {
    "كانون الثاني": 1, "تشرين الاول": 10, "تشرين الثاني": 11, "كانون الاول": 12,
    "کانوونی دووەم": 1, "تشرینی یەکەم": 10, "تشرینی دووەم": 11, "کانوونی یەکەم": 12,
}  # fmt: skip

TWO_WORD_MONTHS = {fold_name(name): month for name, month in _TWO_WORD_MONTHS.items()}

WEEKDAYS = frozenset(
    fold_name(
        "mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat "
        "saturday sun sunday mo montag di dienstag mi mittwoch do donnerstag fr freitag sa "
        "samstag sonnabend so sonntag lun lunes mar martes mie miercoles jue jueves vie "
        "viernes sab sabado dom domingo lundi mardi mer mercredi jeu jeudi ven vendredi sam "
        "samedi dim dimanche pzt pazartesi sal sali car carsamba per persembe cum cuma cmt "
        "cumartesi paz pazar пн понедельник вт вторник ср среда чт четверг пт пятница сб "
        "суббота вс воскресенье понеділок вівторок середа четвер пятниця субота нд неділя "
        "الاثنين الثلاثاء الاربعاء الخميس الجمعة السبت الاحد دوشنبه شنبه یکشنبه چهارشنبه "
        "پنجشنبه جمعه domenica lunedi martedi mercoledi giovedi venerdi sabato gio segunda terca "
        "quarta quinta sexta feira seg ter qua qui sex zondag maandag dinsdag woensdag donderdag "
        "vrijdag zaterdag zo ma wo vr za niedziela poniedziałek wtorek sroda czwartek piatek "
        "sobota niedz pon wt sr czw pt sob sondag mandag tisdag onsdag torsdag fredag lordag son "
        "man tis ons tors fre lor søndag tirsdag lørdag søn tirs lør tir tor nedele pondeli utery "
        "streda ctvrtek patek κυριακη δευτερα τριτη τεταρτη πεμπτη παρασκευη σαββατο κυρ δευ τρι "
        "τετ πεμ παρ σαβ minggu senin selasa rabu kamis jumat sabtu اتوار پیر منگل بدھ جمعرات "
        "جمعہ ہفتہ יום ראשון שני שלישי רביעי חמישי שישי שבת"
    ).split()
)

FILLERS = frozenset(
    fold_name(
        "at on of the de del a le la las los um uhr den der saat в у о г года год р року "
        "الساعة في سعت يوم ساعت روز st nd rd th er ore alle del dell as om uur kl klockan den roku "
        "godz r ve hod στις ωρα בשעה pukul jam"
    ).split()
)
"""Words between the parts of a date that change nothing."""

_HOUR = 60
ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0,
    "bst": _HOUR, "cet": _HOUR, "mez": _HOUR, "west": _HOUR, "wat": _HOUR,
    "cest": 2 * _HOUR, "mesz": 2 * _HOUR, "mest": 2 * _HOUR, "eet": 2 * _HOUR, "cat": 2 * _HOUR,
    "sast": 2 * _HOUR, "eest": 3 * _HOUR, "msk": 3 * _HOUR, "trt": 3 * _HOUR, "eat": 3 * _HOUR,
    "irst": 3 * _HOUR + 30, "samt": 4 * _HOUR, "aft": 4 * _HOUR + 30, "pkt": 5 * _HOUR,
    "yekt": 5 * _HOUR, "npt": 5 * _HOUR + 45, "wib": 7 * _HOUR, "ict": 7 * _HOUR,
    "hkt": 8 * _HOUR, "sgt": 8 * _HOUR, "awst": 8 * _HOUR, "wita": 8 * _HOUR, "pht": 8 * _HOUR,
    "jst": 9 * _HOUR, "kst": 9 * _HOUR, "acst": 9 * _HOUR + 30, "acdt": 10 * _HOUR + 30,
    "aest": 10 * _HOUR, "aedt": 11 * _HOUR, "nzst": 12 * _HOUR, "nzdt": 13 * _HOUR,
    "adt": -3 * _HOUR, "nst": -3 * _HOUR - 30, "ndt": -2 * _HOUR - 30, "brt": -3 * _HOUR,
    "art": -3 * _HOUR, "edt": -4 * _HOUR, "est": -5 * _HOUR, "cdt": -5 * _HOUR,
    "cst": -6 * _HOUR, "mdt": -6 * _HOUR, "mst": -7 * _HOUR, "pdt": -7 * _HOUR,
    "мск": 3 * _HOUR, "pst": -8 * _HOUR, "akdt": -8 * _HOUR, "akst": -9 * _HOUR, "hst": -10 * _HOUR,
}  # fmt: skip
"""Minutes east of UTC by zone name. The names of the United States are those of RFC 5322, 4.3.
Names of several zones (AST, IST, GST, SST) are missing on purpose: such a date is None."""
