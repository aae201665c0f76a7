"""Whether letters are a syllable of Vietnamese, by its beginnings and rhymes: how text in an old encoding is told."""

from __future__ import annotations

import unicodedata

from congvan.text.remembered import remembered

_ONSET_WORDS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x"
_ONSETS = frozenset(_ONSET_WORDS.split()) | {""}
_RHYME_WORDS = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et "
    "ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oam oan oang "
    "oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi "
    "ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uên uênh uêu ui um un ung uôc uôi uôm uôn uông uôt up ut uy uya uych "
    "uyên uyêt uynh uyt uyu uơ ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêt yêu"
)
_RHYMES = frozenset(_RHYME_WORDS.split())
_TONES = str.maketrans("", "", "\u0300\u0301\u0303\u0309\u0323")


@remembered(10_000, most=40)
def is_syllable(word: str) -> bool:
    """``Nguyễn``, ``viỆc``: yes; ``C«ng``, ``Prông``, ``MB2``: no."""
    lower = unicodedata.normalize("NFC", unicodedata.normalize("NFD", word.casefold()).translate(_TONES))
    return any(lower[:cut] in _ONSETS and lower[cut:] in _RHYMES for cut in range(min(4, len(lower))))
