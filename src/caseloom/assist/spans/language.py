"""Which of the languages that rules are written for a text is in."""

import re

# A figure begins here: behind no letter or digit, but Arabic joins “and”, “for” and “by” to it.
BEGINS = r"(?<![^\W\u0600-\u06ff])"
# A word begins here.
WORD = r"(?<!\w)"
# Characters that are looked at.
_MOST = 4_000
_ARABIC = re.compile(r"[\u0620-\u064a]")
_LATIN = re.compile(r"[A-Za-z]")
_SPANISH = re.compile(
    r"(?i)\b(?:el|la|los|las|de|del|que|y|en|un|una|por|con|para|no|se|es|su|al|lo|me|mi|muy|ya|"
    r"est[aá]|hay|fue|pero|como|q|x)\b|[ñ¿¡]"
)
_ENGLISH = re.compile(
    r"(?i)\b(?:the|of|and|to|in|is|was|i|my|he|she|they|you|it|that|for|with|on|at|are|be|this|"
    r"his|her|have|has|not|from|u|call|me)\b"
)


def word_set(text: str) -> frozenset[str]:
    """The words of `text`."""
    return frozenset(text.split())


def language_of(plain: str) -> str:
    """`en`, `es` or `ar`: by its letters, then by its small words; English where nothing tells."""
    start = plain[:_MOST]
    arabic = len(_ARABIC.findall(start))
    if arabic and 2 * arabic > len(_LATIN.findall(start)):
        return "ar"
    # Both have “me” and “no”; what only one has decides.
    spanish, english = len(_SPANISH.findall(start)), len(_ENGLISH.findall(start))
    return "es" if spanish > english else "en"
