"""Streets and roads without a house number, by the names that people write; and marks of a road.

Where a text writes capitals a street's name has them. Arabic has none: there a name ends where a
word follows that is no part of one.
"""

import re
from collections.abc import Iterator

from caseloom.assist.spans.language import word_set
from caseloom.assist.spans.tokens import is_first_name, is_listed, is_uncommon

Place = tuple[int, int]
_CAP = r"(?:[A-ZÁÉÍÓÚÑÄÖÜ][^\W\d_]*(?:['’-][^\W\d_]+)*\.?|\d{1,3}(?:st|nd|rd|th))"
# Kinds of street; then those that other things are called by too, which need a word before.
_KINDS = (
    r"Street|Road|Rd|Lane|Avenue|Ave|Boulevard|Blvd|Parkway|Pkwy|Turnpike|Crescent|Mews|Bypass|"
    r"Expressway|Freeway"
)
_MORE_KINDS = (
    r"Drive|Way|Rise|Row|Close|Terrace|Grove|Gardens|Walk|Parade|Quay|St|Ln|Highway|Trail|Alley|"
    r"Hill|Embankment|Wharf"
)
_ENGLISH = re.compile(
    rf"(?<![\w'’-])(?P<before>(?i:on|at|in|off|from|to|down|up|along|behind|opposite|near|of|by|"
    rf"into|across) (?:the )?)?(?P<name>{_CAP}(?: {_CAP}){{0,3}}?) "
    rf"(?:(?P<sure>{_KINDS})|(?P<more>{_MORE_KINDS}))\b(?![’'-]| [A-Z&]|\.\w)"
    r"(?P<lot>(?: |, )(?:Lot|Car Park) [A-Z0-9]{1,3}\b)?"
)
_STARTS = word_set(
    "the on at in off from to down up along behind opposite near of by into across it he she they "
    "we i is was my his her our their a an and or but then if when so that this there here address "
    "corner location meet go come send saw its it's hi hello please no yes all every google hard "
    "flash test milky united halfway either half"
)
# Places that are spoken of and nobody lives in.
_SAID = word_set("wall sesame milky no any either silk fury easy memory")
# Kinds of street that families are called by.
_FAMILIES = word_set("Lane Street Hill Grove Walk Way Close Rise Parade Row")
_LOWER = re.compile(
    r"(?<!\w)(?:on|at|off|corner of) (?P<name>(?:\d{1,3}(?:st|nd|rd|th)|[a-z]{3,})(?: [a-z]{3,})?) "
    r"(?:street|st|road|rd|avenue|ave|lane|blvd|boulevard)\b(?! \w+ (?:school|station|church))"
)
_NO_NAMES = word_set(
    "the our your their his her this that main same next wrong back open busy quiet country dark "
    "dirt side one each every any some wide long short lonely narrow public private my its "
    "which what whole empty other another and for with from down out off all way right left "
    "home work first last bad good new fast slow middle end"
)
# Two streets that meet.
_CROSS = re.compile(
    rf"(?:(?i:corner|intersection|junction) of (?P<at>{_CAP}(?: {_CAP}){{0,2}} (?:and|&) "
    rf"{_CAP}(?: {_CAP}){{0,2}}))|(?<![\w.])(?P<by>\d{{1,3}}(?:st|nd|rd|th) (?:and|&) "
    r"[A-Z][a-z]+(?: (?:St|Street|Ave|Avenue))?\b)"
)
# A road by its number, and the mile on it.
_ROUTE = re.compile(
    r"(?<![\w-])(?P<no>\d{2,5} )?(?:(?:County|State|Farm|Ranch|Township) (?:Road|Rd|Route|Hwy|"
    r"Highway)|Interstate|Highway|Hwy|(?<!bus )Route|Rte|CR|FM|SR|US|I)[ -]?\d{1,4}\b(?![-/.]\d|"
    r":\d)"
    r"(?P<mile>,? (?:(?:at )?mile(?: ?marker)?|mm|exit|milla|km) \d{1,4})?"
)
_MILE = re.compile(
    r"(?i)(?<!\w)(?:mile ?marker|mile post|kil[oó]metro|km\.?) ?\d{1,4}(?:[.,]\d)?(?!\w|[.,]\d)"
    r"(?: (?:de la |del |of |on )(?:the )?(?:carretera|autopista|ruta|v[ií]a|autov[ií]a|highway|"
    r"route|road|interstate|i)[ -]?(?:(?:a |de |federal |nacional )?[A-ZÁÉÍÓÚÑ0-9][^\W_]*"
    r"(?:-[A-ZÁÉÍÓÚÑ][^\W_]*)?)?)?"
)
# Spanish: kind, name in capitals, and what tells the place on it.
_PART = r"(?:(?:de|del|la|las|los|el|San|Santa) ){0,3}"
_PROPER = (
    rf"{_PART}[A-ZÁÉÍÓÚÑ](?:[^\W\d_]+|\.)"
    r"(?: (?:(?:de|del|la|las|los|y) ){0,2}[A-ZÁÉÍÓÚÑ][^\W\d_]+)"
)
_SPANISH = re.compile(
    r"(?<![\w/])(?P<kind>(?i:calle|avenida|avda\.?|av\.|carretera|ctra\.|jir[oó]n|jr\.|callej[oó]n|"
    r"bulevar|boulevard|traves[ií]a|pasaje|[oó]valo|carrer|calzada|privada|cerrada|autopista|"
    r"malec[oó]n|pol[ií]gono(?: industrial)?|urbanizaci[oó]n|paraje|camino|paseo|r[uú]a|glorieta|"
    r"rambla|prolongaci[oó]n)|V[ií]a) "
    rf"(?:a )?{_PROPER}{{0,3}}"
    r"(?P<more>,? (?:esquina(?: con)?|esq\.?|con|y|casi|entre) (?:(?:la |el )?(?:calle|avenida|"
    r"av\.)"
    rf" )?{_PROPER}{{0,2}})?"
    r"(?:,? (?:km\.?|kil[oó]metro|cuadra|parcela|lote|manzana|nave|bloque|edificio|portal|torre|"
    r"s/n|n[uú]mero|pista del?|calle|n[º°]\.?|no\.?(?= ?\d)|#)(?: ?(?:de la |del |"
    r"de los )?[^\W_]+(?:-[^\W_]+)?)?"
    r"(?: \d{1,4}(?:-?[A-Z])?)?){0,3}(?:,? \d{1,4}(?:-\d{1,3})?(?!\w|[.,:/-]\d| (?:euros|pesos|de|"
    r"a\b|personas)))?"
)
_NOT_KIND = re.compile(r"(?:\b(?i:de camino|por|un|una)|(?<![.!?:] )\b[A-ZÁÉÍÓÚÑ][^\W\d_]+)\s*$")
_ESQUINA = re.compile(
    rf"(?i:esquina (?:de|entre)) (?P<at>{_PROPER}{{0,2}} (?:y|con) {_PROPER}{{0,2}})"
    rf"|(?<!\w)(?P<by>{_PROPER}{{0,2}},? (?:esquina(?: con)?|esq\.) {_PROPER}{{0,2}})"
)
# By numbers alone, as Guatemala and Colombia count streets.
_GRID = re.compile(
    r"(?i)(?<![\w/])(?:\d{1,2} ?(?:a|ª|º|ta|ra|da|va|na)?\.? (?:calle|avenida|av\.?) (?:[a-d] )?"
    r"\d{1,2}-\d{1,3}|(?:calle|carrera|cra|cll|kra|cl|diagonal|transversal|avenida|av)\.? \d{1,3}"
    r" ?[a-h]?(?: bis)?(?: (?:sur|norte|este|oeste))?(?: ?# ?\d{1,3} ?[a-h]?(?: ?- ?\d{1,3})?"
    r"| (?:con|y|esquina) (?:(?:calle|carrera|cra|cl|avenida)\.? )?\d{1,3}[a-h]?"
    r"|(?<=[a-z]) \d{2,4}| n[oº°]\.? ?\d{1,3}(?:-\d{1,3})?))(?:,? zona \d{1,2})?(?![\w-])"
)
_LOT = re.compile(
    r"(?i)(?<!\w)(?:monoblock|bloque|edificio|torre) \d{1,3}[a-z]?, (?:escalera|portal|piso|"
    r"dep(?:to|artamento))\.?"
    r" \w{1,3}\b|(?-i:(?<!\w)(?:Pier|Berth) \d{1,3}(?:, [A-Z]\w+)?)|"
    r"(?<!\w)(?:manzana|mz\.?) \d{1,3},? (?:lote|"
    r"lt\.?) \d{1,3}[a-z]?\b(?:, (?-i:(?:(?:[Cc]ol\.|"
    r"[Cc]olonia|[Aa]mpliaci[oó]n|[Bb]arrio) )?[A-ZÁÉÍÓÚÑ]\w+(?: [A-ZÁÉÍÓÚÑ]\w+){0,2}))?"
)
# A name and a number behind a word for where, or as a sentence of its own.
_NAMED = (
    r"(?P<at>(?!(?i:sala|cuarto|piso|ruta|l[ií]nea|art[ií]culo|ley|unidad|nave|bloque|m[oó]dulo|"
    r"pabell[oó]n|patio|celda|puerta|turno|grupo|lote|canal|radio|hotel|torre|edificio|escuela|"
    r"primaria|secundaria|prepa|ventanilla|zona|distrito|sector|km|tel|cel|folio|expediente|caso|"
    r"ref|oficina|habitaci[oó]n|cama|caja|placas?|muelle|and[eé]n|legajo|solo|son|somos|hay)\b)"
    r"[A-ZÁÉÍÓÚÑ](?:[^\W\d_]+|\.)(?: (?:(?:de|del|la|las|los) ){0,2}[A-ZÁÉÍÓÚÑ][^\W\d_]+){0,2}"
)
_BARE = (
    re.compile(
        r"(?i:\b(?:sucursal|direcci[oó]n[,:]?|domicilio(?: en)?|viv[eo] en|ubicad[oa] en|"
        r"queda en)) "
        rf"{_NAMED} \d{{1,5}}(?![\w/-]|[.,]\d))"
    ),
    re.compile(
        rf"(?:^|(?<!\b[A-Z])[.!?]\s+|\n\s*){_NAMED} (?!(?:19|20)\d\d\b)\d{{2,5}})(?=\s*(?:$|"
        rf"[.\n])(?!\d))"
    ),
)


def english(plain: str, cased: bool) -> Iterator[Place]:
    """Streets by name, and roads by number."""
    for found in _ENGLISH.finditer(plain) if cased else ():
        start = _named(plain, found)
        if start >= 0:
            yield start, found.end()
    for found in _CROSS.finditer(plain):
        yield found.span("at" if found.group("at") else "by")
    for found in _LOWER.finditer(plain):
        words = found.group("name").split()
        if not any(word in _NO_NAMES for word in words):
            yield found.start("name"), found.end()
    for found in _ROUTE.finditer(plain):
        yield found.span()
    for found in _MILE.finditer(plain):
        yield found.span()


def _named(plain: str, found: re.Match[str]) -> int:
    """Where the name of a street begins; -1 where it has none."""
    at = found.start("name")
    words = found.group("name").split(" ")
    dropped = 0
    while words and words[0].lower().rstrip(".") in _STARTS:
        dropped += 1
        at += len(words.pop(0)) + 1
    if not words or words[0].lower() in _SAID:
        return -1
    family = (found.group("sure") or found.group("more")) in _FAMILIES
    if family and not found.group("before") and len(words) == 1 and is_first_name(words[0]):
        return -1  # Janet Lane is somebody.
    told = found.group("before") or dropped or not plain[max(0, at - 2) : at].strip(" \n")
    told = told or plain[max(0, at - 2) : at].rstrip()[-1:] in (",", ":", "\n", "-")
    return at if found.group("sure") or told else -1


def spanish(plain: str, cased: bool) -> Iterator[Place]:
    """Streets by name with what stands beside it, by numbers, and kilometres of a road."""
    for found in _GRID.finditer(plain):
        yield found.span()
    for found in _LOT.finditer(plain):
        yield found.span()
    for found in _ESQUINA.finditer(plain) if cased else ():
        yield found.span("at" if found.group("at") else "by")
    for found in _SPANISH.finditer(plain) if cased else ():
        if not _NOT_KIND.search(plain, max(0, found.start() - 12), found.start()):
            yield found.span()


def bare(plain: str) -> Iterator[Place]:
    """Of a text in Spanish what has a number and no word for a street."""
    for pattern in _BARE:
        for found in pattern.finditer(plain):
            yield found.span("at")


# Arabic: kinds of street; a name's words; what tells the house on it.
_ARABIC = re.compile(
    r"(?<!\w)(?:[وبلف](?=شارع|زنق|زقاق)|لل(?=شارع))?(?P<at>(?:(?P<no>\d{1,4})،? )?(?P<kind>شارع|"
    r"طريق|زنق[ةه]|زقاق|نهج|درب|"
    r"حار[ةه]|جاد[ةه]|ميدان|كورنيش|محل[ةه](?= \d)|طلع[ةه]|طلوع|عطف[ةه]|ممر|ش\.) )"
)
_WORD = re.compile(r"[ء-يً-ْ]+")
_NUMBER = re.compile(r"\d{1,4}(?![\d.,:/-]*\d)")
# Words that a name goes on behind: “King …”, “son of …”, “servant of …”.
_GOES_ON = word_set(
    "الملك الملكة الملكه الأمير الامير الأميرة الاميرة الشيخ الدكتور الامام الإمام الشهيد السلطان "
    "الحي ابن بن أبو ابو أبي ابي عبد سيدي مولاي مار سان باب بير بئر دير كفر ترعة ترعه عين وادي جسر "
    "السد سوق ساحة محمد أحمد احمد علي عمر خالد حسن يوسف سعد صلاح جمال مصطفى إبراهيم ابراهيم "
    "العقيد الرئيس المشير"
)
_NO_NAME = word_set(
    "اللي الذي التي الي اللى الدور الطابق العمارة العماره البيت الشقة الشقه المحل الساعة الساعه "
    "اليوم الآن الان البارحة امبارح أمس امس الليلة الليله السبت الأحد الاحد الاثنين الإثنين "
    "الثلاثاء الثلاث الأربعاء الاربعاء الخميس الجمعة الجمعه الصبح الظهر المغرب الباب العنوان "
    "الساكن القريب الكبير العودة العوده الرجوع الموت الحق الصواب الخطأ الغلط البلد الحارة الحاره "
    "في من على الى إلى عن مع و ورا وراء جنب خلف قدام قرب بجانب مقابل فوق تحت عند بين كل اي أي هذا "
    "هاد ده دا ثم او أو لا ما كان كانت قبل بعد لكن بس يوم ليل رقم عمارة عماره بناية بنايه بيت دار "
    "شقة شقه محل مكتب حي منطقة منطقه هناك هنا فيه فيها عام خاص رئيسي فرعي ضيق طويل واحد آخر ثاني "
    "مسدود مظلم عمومي زراعي ترابي صحراوي"
)
_TAIL = re.compile(
    r"(?:،? ?(?:رقم|عمار[ةه]|مبنى|بناي[ةه]|برج|شق[ةه]|فيلا|منزل|بيت|دار|محل|مكتب|القسيم[ةه]|"
    r"قسيم[ةه]|"
    r"قطع[ةه]|بلوك|زنق[ةه]|زقاق|بلك|كيلو|الكيلو|كم|مجمع|بوابة) ?(?:رقم )?(?:\d{1,4}[أ-ي]?(?!\w)|"
    r"[A-Z]\b)"
    r"|(?:،| [-/])? ?\d{1,4}(?!\w|[.,:/-]\d| ?(?:ريال|دينار|درهم|جنيه|دولار|ألف|الف|شخص|ناس|سن|"
    r"مر[ةه]|"
    r"يوم|ساع|دقيق|عامل|ولد|بنت|رجال|متر|كم))"
    r"|،? (?:بناي[ةه]|مجمع|عمار[ةه]|برج) ال[ء-ي]+)"
)
_VIA = re.compile(r"(?:مؤسس[ةه]|شرك[ةه]|جمعي[ةه]|عن|كل|أي|اي|بأي|نفس|هذا|هذه|في) ?$")
_FRONT = re.compile(
    r"(?<!\w)(?:(?:حي|منطق[ةه]|إقام[ةه]|مجمع) (?:ال)?[ء-ي]+|"
    r"قطع[ةه] \d{1,4}(?: بلوك [ء-ي\d]{1,3})?|مزرع[ةه]"
    r" \d{1,3})،? $"
)
# A farm or a house whose number stands before the street; an estate with its houses.
_FARM = re.compile(r"(?<!\w)(?:مزرع[ةه]|قطع[ةه]|دار|بيت|فيلا|عمار[ةه]|بناي[ةه]) (?:رقم )?$")
_ESTATE = re.compile(
    r"(?<!\w)(?:إقام[ةه]|اقام[ةه]|مجمع|حي) (?:ال)?[ء-ي]+(?: [ء-ي]+)?"
    r"(?:،? ?(?:عمار[ةه]|بناي[ةه]|شق[ةه]|فيلا|بيت|دار|منزل|رقم|بلوك) ?(?:\d{1,4}|[A-Z])\b){1,3}"
)


def arabic(plain: str) -> Iterator[Place]:
    """Streets by name with the houses on them; quarter or lot before; houses of an estate."""
    for found in _ESTATE.finditer(plain):
        yield found.span()
    for found in _ARABIC.finditer(plain):
        start, end = found.start("at"), _name_end(plain, found.end())
        if end == found.end():
            continue
        before = plain[max(0, start - 40) : start]
        tail = end
        for _ in range(4):
            more = _TAIL.match(plain, tail)
            if not more:
                break
            tail = more.end()
        vague = found.group("kind") in ("طريق", "نهج", "درب", "ممر", "طلوع", "طلعة", "طلعه")
        if vague and tail == end and not found.group("no") and _VIA.search(before):
            continue
        front = _FRONT.search(before) or (found.group("no") and _FARM.search(before))
        yield (start - len(before) + front.start() if front else start), tail


def _name_end(plain: str, at: int) -> int:
    """Where the name of a street that begins at `at` ends; `at` where none does."""
    number = _NUMBER.match(plain, at)
    if number:
        return number.end()
    end, words = at, 0
    goes_on = False
    article = False
    while words < 4:
        found = _WORD.match(plain, at)
        word = found.group() if found else ""
        if not found or word in _NO_NAME or len(word) < 2:
            break
        with_article = word.startswith("ال")
        stands = is_listed(word) or (
            is_uncommon(word) and plain[found.end() : found.end() + 1] in "،,."
        )
        if words and not (goes_on or with_article or (stands and not article)):
            break
        end, words = found.end(), words + 1
        article = with_article and not goes_on
        goes_on = word in _GOES_ON
        if plain[end : end + 1] != " ":
            break
        at = end + 1
    return end if words else at
