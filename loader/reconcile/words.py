"""Words that tell little about whom a name means: legal forms, titles, and what many bodies are called."""

from __future__ import annotations

import re

__all__ = [
    "COMMON",
    "GENERIC",
    "PARTICLES",
    "PARTICLES_OF_PERSONS",
    "POLITY",
    "TITLES",
    "shortened",
    "without_forms",
]


def _table(words: str) -> frozenset[str]:
    return frozenset(words.split())


PARTICLES = _table(
    """
    a al an and as at ben bin bint bn by da das de del den der des di do dos du e ed el en es et for i
    ibn il in la las le les los na of on or os s the to u ul um un und ur v van vo von w wa y ye ould
    """
)
"""Left out of every comparison, unless a name has nothing else."""

PARTICLES_OF_PERSONS = _table("al and ben bin bint bn da de del den der el ibn of ould the ul ur van von")
"""Those that are no names themselves: Do and Il are."""

TITLES = _table(
    """
    dr mr mrs ms prof professor sir hon gen general col colonel maj major capt captain lt lieutenant
    brig brigadier haji hajji hadji hajj haj alhaj mullah mulla mollah molla maulavi mawlawi maulawi
    mowlawi molavi maulana sheikh shaykh sheik shaikh sayyid sayed syed said sayyed qari imam ustad
    doctor minister president gospodin gospozha
    """
)

COMMON = _table(
    """
    abdullah abdallah ahmad ahmed ahmet ali hasan hassan husain hussain hussein husayn ibrahim khalil
    khan mahmood mahmoud mahmud mohamad mohamed mohammad mohammed muhammad mohd mehmet mustafa omar umar
    yusuf yousef saleh salih aleksandr alexander sergey sergei vladimir ivan kim li ri pak choe jose
    juan maria john akhund akhunzada akhundzada jan abu abou umm mhmd hmd bdllh
    """
)
"""Names that a great many people have: alone they say little."""

POLITY = _table(
    """
    republic respublika republique republica republik republika kingdom state states federation islamic
    union united commonwealth principality sultanate emirate province region territory territories
    autonomous federative bolivarian plurinational cooperative government gov governorate oblast county
    district land kraj krai kray occupied okrug avtonomnyy avtonomnyi avtonomnaya estado estados
    provincia departamento comunidad prefecture municipality canton voivodeship entity federatsiya
    federacion confederation emirates narodnaya sovetskaya socialista jumhuriyat jumhuriya jmhwryt
    jomhouri
    """
)
"""What states and their parts are called, before or after the word that says which."""

GENERIC = _table(
    """
    academy administration affairs agency association authority bank board branch brigade brigades
    bureau central centre center chamber chief commerce commission committee community company control
    corps council country defence defense department development directorate division economic economy
    education enterprise enterprises entity establishment export factory finance financial force forces
    foreign foundation front fund general group groups guard holding holdings import industrial
    industries industry information institute insurance intelligence interior international investment
    investments islamic justice liberation list management market marine maritime military ministry
    movement national navy network office oil organisation organization party petroleum plant police
    power products production project relief research revolutionary school science scientific
    secretariat security service services ship shipping society solutions special state supreme support
    systems technical technologies technology trade trading training transport treasury trust university
    world army armed ministerstvo zavod asset assets democratic peoples popular people socialist federal
    limited
    """
)
"""What many organisations are called."""

_PHRASES = (
    ("limited liability company", "llc"),
    ("limited liability partnership", "llp"),
    ("public joint stock company", "pjsc"),
    ("open joint stock company", "ojsc"),
    ("closed joint stock company", "cjsc"),
    ("joint stock company", "jsc"),
    ("private joint stock company", "prjsc"),
    ("obshchestvo s ogranichennoy otvetstvennostyu", "llc"),
    ("tovarystvo z obmezhenoyu vidpovidalnistyu", "llc"),
    ("tavarystva z abmezhavanay adkaznastsyu", "llc"),
    ("publichnoe aktsionernoe obshchestvo", "pjsc"),
    ("otkrytoe aktsionernoe obshchestvo", "ojsc"),
    ("zakrytoe aktsionernoe obshchestvo", "cjsc"),
    ("aktsionernoe obshchestvo", "jsc"),
    ("gesellschaft mit beschrankter haftung", "llc"),
    ("sociedad de responsabilidad limitada", "llc"),
    ("societe a responsabilite limitee", "llc"),
    ("societe anonyme", "jsc"),
    ("sociedad anonima", "jsc"),
    ("aktiengesellschaft", "jsc"),
)
_FORMS = _table(
    """
    llc llp ooo ltd limited gmbh ag kg sa sas sarl srl spa zao oao pao ao jsc pjsc ojsc cjsc prjsc inc
    incorporated corp corporation co company plc bv nv oy oyj ab asa aps kft doo dooel pte pvt private
    fzco fze fzc fz tov too uab sia ou sdn bhd pt tbk eood ood ead ad
    """
)
_WORD = re.compile(r"[^\W_]+")


def shortened(name: str) -> str:
    """A name in Latin letters with long legal forms in their short form.

    >>> shortened("freedonia steel limited liability company")
    'freedonia steel llc'
    """
    text = " ".join(_WORD.findall(name))
    for phrase, short in _PHRASES:
        if phrase in text:
            return text.replace(phrase, short)
    return text


def without_forms(words: tuple[str, ...]) -> tuple[str, ...]:
    """A name's words without the legal forms at its ends; all of them, if nothing else would be left.

    >>> without_forms(("ooo", "alpha", "beta")), without_forms(("co", "ltd"))
    (('alpha', 'beta'), ('co', 'ltd'))
    """
    start, end = 0, len(words)
    while start < end and words[start] in _FORMS:
        start += 1
    while end > start and words[end - 1] in _FORMS:
        end -= 1
    return words[start:end] or words
