"""Records where the official tokenizers library cuts texts by regular expressions, for the C++ tests to compare with.

    pip install -r requirements.txt
    python make_expressions.py --out expressions.json [--random 360] [--seed 7]

Expressions that people's tokenizers have, those that engines disagree about, and random ones. --random 20000 --seed N --out FILE makes
a longer list; HEADSCOPE_EXPRESSIONS=FILE makes the test tokenizer_regular_expression read it instead.
Of each case: the expression, the text, what Split makes of it (how delimiters are kept changes from case to case), and what Replace
makes of it, which shows empty matches too. "invalid" are expressions that the library refuses.
"""

import argparse
import json
import random
import sys

import tokenizers
from tokenizers import Regex
from tokenizers.normalizers import Replace
from tokenizers.pre_tokenizers import Split

BEHAVIOURS = {
    "Isolated": "isolated",
    "Removed": "removed",
    "Contiguous": "contiguous",
    "MergedWithPrevious": "merged_with_previous",
    "MergedWithNext": "merged_with_next",
}

COMMON = [
    r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+",
    " ?[^(\\s|[.,!?…。，、।۔،])]+",
    r"[\r\n]|\s?[A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-Ֆ]+|\s?[!-/:-~！-／：-～‘-‟　-。]+|\s+$|[一-龥ࠀ-一가-퟿]+|\p{N}",
    r"\p{N}{1,3}|[一-龥぀-ゟ゠-ヿ]+|[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    r"\d{1,3}(?=(?:\d{3})*\b)",
    r"(?:\r?\n)+(?!\r?\n)",
    r" {2,}",
    r"\s+",
    r"[0-9]",
    r"\w+|[^\w\s]+",
    r"(?<=\p{Ll})(?=\p{Lu})",
]
DISAGREED = [
    r"^ +", r"e$", r"^", r"$", r"^$", r"\A\w", r"\w\z", r"\w\Z", r".$", r"(?m:.+)", r"(?m:^.)", r"(?s:.)", r"a.c", r"(?=\d\d(?!\d))", r"x*",
    r"\b", r"\B", r"\G\w", r"", r"|a", r"a{1,2}+", r"a{,2}", r"a{2}", r"a{2,1}", r"a{2,}+", r"a?+a", r"a*+a", r"a++", r"(?>a+)a", r"\h", r"\H+",
    r"\R", r"\X", r"\K", r"a\Kb", r"\N", r"\O", r"\y", r"\Y", r"[[:punct:]]+", r"[[:^punct:]]+", r"[^[:punct:]]", r"[[:alpha:]]+",
    r"[[:alnum:]]", r"[[:space:]]", r"[[:blank:]]+", r"[[:cntrl:]]", r"[[:graph:]]+", r"[[:print:]]+", r"[[:word:]]+", r"[[:xdigit:]]+",
    r"[[:upper:]]", r"[[:lower:]]+", r"[[:digit:]]+", r"[[:ascii:]]+", r"\p{Punct}+", r"\p{PosixPunct}+", r"\p{P}+", r"\p{^L}+", r"\P{L}+",
    r"\p{Letter}", r"\p{Lowercase_Letter}", r"\p{lu}", r"\p{Han}+", r"\p{Script=Han}", r"\p{sc=Latin}", r"\p{Greek}", r"\p{InBasicLatin}",
    r"\p{In_Basic_Latin}+", r"\p{Alphabetic}+", r"\p{White_Space}", r"\p{Emoji}", r"\p{Word}+", r"\p{Nope}", r"\pL", r"[\p{L}&&[^a-c]]+",
    r"[a-z&&[aeiou]]", r"[^a-c&&b-d]", r"[a-\d]", r"[\w-a]", r"[]a]", r"[^]a]", r"[a-]", r"[-a]", r"[b-a]", r"[", r"[]", r"(", r")", r"a)",
    r"*", r"+a", r"?", r"{2}", r"a{", r"a{x}", r"{", r"a{1", r"}", r"a**", r"a+?", r"a*?b", r"a{1,2}?", r"(?i)é", r"(?i)ß", r"(?i)ss", r"(?i)ſ",
    r"(?i)[k]", r"(?i)\u212a", r"(?i:straße)", r"(?i)ǆ", r"(?i)σ", r"(?i)[^a]", r"(?-i)a", r"(?x) a b # c", r"(?a)\w+", r"(?u)\w+", r"(?W)\w+",
    r"(?D)\d", r"(?S)\s", r"(?P)\w", r"(?I)é", r"(?y{g})\X", r"(?<n>a)\k<n>", r"(a)\1", r"(a)\g<1>", r"(?<n>a|b\g<n>c)", r"\g<0>a", r"\k<x>",
    r"\1", r"(?<=a|bc)d", r"(?<=a+)b", r"(?<!a)b", r"(?<=^|\s)\w", r"(?~ab)", r"(?~|ab|\w*)", r"(?(?=a)a|b)", r"(a)?(?(1)b|c)", r"(?#x)a",
    r"\Qa.b\E", r"\x41", r"\x{e9}", r"\u00e9", r"\xe9", r"\o{101}", r"\101", r"\e", r"\a", r"\cA", r"\M-a", r"\t|\n|\v|\f|\r", r"\#\-\&\~", r"\é",
    r"\\", "\\", r"\z", r"(?{x})a", r"(*FAIL)|a", r"(*NOPE)", r"(*MAX{2})a", r"\s*\n|\s+", r"[ \t]+$", r"(?<=\n)", r"(?!^)\b", r"\w(?=\W)",
    r"ﬀ|(?i)ff", r".{0,3}", r".{2,4}?", r"(?:ab?){2}", r"(?:)", r"(?:)*", r"(|a)+", r"(a|b|)+c", r"\d+(?:[.,]\d+)*", r"[\s\S]", r"\p{Any}",
    r"\p{Assigned}", r"\p{Cn}", r"[^\p{Cn}]+", r"\p{M}", r"\p{Sc}", r"\p{So}", r"\p{Zs}", r"\p{Nl}|\p{No}", r"\p{Lt}", r"\p{Lm}",
]
TEXTS = [
    "the\nthe", "a\n  the\n\n b ", "12345 and 678, 1,234.5", "It's DON'T we'LL\tI'm\r\n  ok  ", "Straße STRASSE ſtraße ﬀ ff ß ẞ K k ǆ Ǆ σς Σ", "naïve café 漢字かな カナ 한국 Ünïcödé",
    "a+b=c $5 €7 £ © ™ «x» “y” … ¿? ~`^|<>", "aaaa aaab abab abcabc a.c a\nc", "x\u0301y e\u0301 \u200d \u00a0 \u3000 \u2028 \x0b\x0c\x85 .", "👩‍👩‍👧 🇩🇪 👍🏽 😀a", "½ Ⅷ ٣ ５ 42 x²",
    "{a} {2} a{ [b] (c) \\d ^x $", "\x00\x01\x1b\x7f", "Hello World_foo-bar fooBar ABCdef", "\n", "a", "   ", "ab\r\ncd\r\n\r\n", "क्षि ไทย العربية עברית", "ᲀ ꟊ 𞤀 𝒜 Ꭰ ꭰ İ ı",
]


def escaped_randomly(rng):
    return rng.choice([r"\d", r"\w", r"\s", r"\D", r"\W", r"\S", r"\h", r"\R", r"\b", r"\B", r"\p{L}", r"\p{N}", r"\p{Lu}", r"\p{P}", r"\P{L}",
        r"\p{^N}", r"\n", r"\t", r"\.", r"\\", r"\u00e9", r"\x61", r"\p{Han}", r"\p{S}", r"\p{M}", r"\X", r"\N", r"\O", r"\p{Ll}", r"\H"])


def class_randomly(rng, depth=0):
    parts = []
    for _ in range(rng.randint(1, 3)):
        kind = rng.random()
        if kind < 0.3:
            parts.append(rng.choice("abcdeXYZ019 .,-é漢_'"))
        elif kind < 0.5:
            parts.append(rng.choice(["a-c", "A-Z", "0-4", "x-z", "é-ü", "一-龥", " -/"]))
        elif kind < 0.7:
            parts.append(rng.choice([r"\d", r"\w", r"\s", r"\S", r"\p{L}", r"\P{N}", r"\p{^P}", r"\n", r"\W", r"\h", r"\r\n"]))
        elif kind < 0.85:
            name = rng.choice(["alpha", "digit", "punct", "space", "upper", "lower", "alnum", "word", "blank", "xdigit", "graph", "print", "cntrl"])
            parts.append("[:" + rng.choice(["", "^"]) + name + ":]")
        elif kind < 0.95 and depth < 2:
            parts.append(rng.choice(["", "&&"]) + class_randomly(rng, depth + 1))
        else:
            parts.append(rng.choice(["]", "[", "-", "^", "&&", "|", "(", "}"]))
    return "[" + rng.choice(["", "", "^"]) + "".join(parts) + "]"


def expression_randomly(rng, depth=0):
    pieces = []
    for _ in range(rng.randint(1, 4 if depth == 0 else 3)):
        kind = rng.random()
        if kind < 0.3:
            piece = rng.choice(list("aabbcxe 1.'-éK漢\n") + ["ab", "the", "ss", " ?"])
        elif kind < 0.5:
            piece = escaped_randomly(rng)
        elif kind < 0.68:
            piece = class_randomly(rng)
        elif kind < 0.9 and depth < 3:
            opening = rng.choice(["(", "(?:", "(?:", "(?:", "(?i:", "(?m:", "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?-i:", "(?x:", "(?~"])
            piece = opening + expression_randomly(rng, depth + 1) + ")"
        elif kind < 0.96:
            piece = rng.choice(["^", "$", r"\A", r"\z", r"\Z", r"\b", r"\G", ".", r"\1", "|", "(?i)"])
        else:
            piece = rng.choice(["[", ")", "(", "{", "}", "*", "{1,2}", "]", "(?", "\\"])
        if rng.random() < 0.4:
            piece += rng.choice(["*", "+", "?", "*?", "+?", "??", "*+", "++", "?+", "{2}", "{1,2}", "{,2}", "{2,}", "{1,2}?", "{1,2}+", "{0}"])
        pieces.append(piece)
    text = "".join(pieces)
    return text if rng.random() < 0.7 else text + "|" + expression_randomly(rng, depth + 1)


def text_randomly(rng):
    if rng.random() < 0.4:
        return rng.choice(TEXTS)
    alphabet = list("aaabbcxe  1234.,'-\n\t{}") + ["é", "É", "ß", "ss", "K", "漢", "字", "\r\n", "the ", "The", "\u0301", "½", "😀", "+", "$", "€", "_", "ſ"]
    return "".join(rng.choice(alphabet) for _ in range(rng.randint(1, 24)))


def case_of(expression, text, behaviour, invert):
    """None where the library gives up (it panics where its engine takes too many tries)."""
    case = {"expression": expression, "text": text}
    try:
        split = Split(Regex(expression), BEHAVIOURS[behaviour], invert)
        replace = Replace(Regex(expression), "·")
    except Exception:
        return {"expression": expression, "invalid": True}
    try:
        case["words"] = [word for word, _ in split.pre_tokenize_str(text)]
        case["replaced"] = replace.normalize_str(text)
    except BaseException:
        return None
    case["behavior"] = behaviour
    if invert:
        case["invert"] = True
    return case


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", required=True)
    parser.add_argument("--random", type=int, default=360)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    cases = []

    def add(expression, text, behaviour="Isolated", invert=False):
        case = case_of(expression, text, behaviour, invert)
        if case is not None and case not in cases[-400:]:
            cases.append(case)

    if options.random <= 1000:
        for expression in COMMON:
            for text in TEXTS:
                add(expression, text)
        for expression in DISAGREED:
            for text in rng.sample(TEXTS, 4):
                add(expression, text, rng.choice(list(BEHAVIOURS)), rng.random() < 0.2)
    for _ in range(options.random):
        add(expression_randomly(rng), text_randomly(rng), rng.choice(list(BEHAVIOURS)), rng.random() < 0.2)
    with open(options.out, "w", encoding="utf-8") as file:
        head = {"tokenizers": tokenizers.__version__, "seed": options.seed}
        lines = ",\n".join(json.dumps(case, ensure_ascii=True, separators=(",", ":")) for case in cases)
        file.write(json.dumps(head)[:-1] + ',"cases":[\n' + lines + "\n]}\n")
    print(len(cases), "cases,", sum("invalid" in case for case in cases), "of them invalid", file=sys.stderr)


main()
