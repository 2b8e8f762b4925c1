"""Writes Blackboard, the model that can be checked by hand: one layer, two heads of four, eight columns that have names.

    python make_blackboard.py                     writes config.json, tokenizer.json and model.safetensors beside this file
    python make_blackboard.py --expected FILE     writes every stage of eight sentences, computed here in float64, as JSON
    python make_blackboard.py --show "SENTENCE"   prints the attention weights and the likeliest next words
    python make_blackboard.py --check             tests what README.md says the heads do; fails below 0.7

Every number is chosen, none is trained. README.md says why each one is what it is.
"""

import argparse
import json
import re
import sys
from pathlib import Path

import numpy as np

FEATURES = ["noun", "verb", "living", "pronoun", "describes", "water", "money", "position"]
NOUN, VERB, LIVING, PRONOUN, DESCRIBES, WATER, MONEY, POSITION = range(8)
HEADS, HEAD_WIDTH, NEURONS, POSITIONS = 2, 4, 8, 48

# --- The words -------------------------------------------------------------------------------------------------------

# Kind: (what the word is, what the last vector should hold for the word to come next, head start).
# A word may add to its kind; see ADDED and HEAD_START.
KINDS = {
    "being": (dict(noun=1, living=1), dict(noun=1, living=0.5), 0),
    "thing": (dict(noun=1), dict(noun=1), 0),
    "pronoun": (dict(pronoun=1), dict(pronoun=1, noun=-1), -1),
    "object": (dict(pronoun=1), dict(pronoun=1), -1),
    "verb": (dict(verb=1), dict(verb=1), 0),
    "doing": (dict(verb=1), dict(verb=1, living=0.5), 0),
    "lasting": (dict(verb=1), dict(describes=1, living=0.5), -1),
    "being-verb": (dict(verb=1, describes=0.5), dict(verb=1, describes=-1), 1),
    "helper": (dict(verb=1.5), dict(verb=1, describes=-1), 0.5),
    "article": (dict(describes=0.5), dict(pronoun=1), 1),
    "owner": (dict(describes=0.5, pronoun=0.5), dict(pronoun=1), 0),
    "adjective": (dict(describes=1), dict(describes=1, living=-1), 0),
    "feeling": (dict(describes=1), dict(describes=1, living=1), -1),
    "degree": (dict(describes=1, verb=0.5), dict(describes=0.5), 0),
    "adverb": (dict(describes=0.5, verb=0.5), dict(describes=-0.5), 0),
    "preposition": (dict(describes=-1), dict(describes=-1), 0),
    "conjunction": (dict(describes=-2), dict(describes=-1), -1),
    "stop": (dict(describes=-2), dict(describes=-1), -1),
    "symbol": (dict(), dict(), -3),
}

WORDS = {
    "being": "cat cats dog dogs fox animal animals bird birds horse cow mouse fish lion rabbit bear man woman boy girl "
    "child children baby people men women mother father king queen doctor teacher student friend farmer robot nurse",
    "thing": "mat street bank banks river sea lake water boat rain money coin coins gold price bone ball book box bed chair "
    "table house home door school garden tree park road city hill car train hat key food bread cake apple milk sun moon "
    "sky night day morning time word story song thing things note bill ring",
    "pronoun": "he she it they i you we who",
    "object": "him them me us what",
    "verb": "fell flows opened closed needs means cost",
    "doing": "sat sits sit ran runs run ate eat eats said says say saw see sees gave give gives likes like liked loves "
    "loved went go goes took take takes put made make came come cross crossed jumps jumped jump chased slept sleeps sleep "
    "wants wanted found played walked swam paid told asked know think read drank lives",
    "lasting": "sitting running eating sleeping playing walking swimming",
    "being-verb": "is was are were be isn wasn",
    "helper": "did does do can will could would didn doesn don couldn",
    "article": "the a an this that these some every one two three no s",
    "owner": "his her my your our their its",
    "adjective": "quick brown lazy big small little red blue white black old new long wide deep good bad",
    "feeling": "tired hungry happy sad young rich poor kind angry afraid",
    "degree": "not too very so never always t",
    "adverb": "quickly slowly now then here there again away up down well soon",
    "preposition": "on in of to at by with from under over near for into about across",
    "conjunction": "and or but because when where why how if while",
    "stop": ". , ? ! ; :",
    "symbol": "' \" -",
}

# Words about water or money carry a topic; the other features come from their kind.
# Bank, note and bill carry none: one of them alone means as much as "mat".
ADDED = {
    **{w: dict(water=1) for w in "river sea lake water boat".split()},
    **{w: dict(water=0.5) for w in "rain fish deep flows swam swimming".split()},
    **{w: dict(money=1) for w in "money coin coins gold price".split()},
    **{w: dict(money=0.5) for w in "rich poor paid cost".split()},
}

# How common a word is among its kind, in logits.
HEAD_START = {
    "the": 3, "a": 2.5, ".": 3, "and": 2, "on": 2, "in": 1.5, "of": 0.5, "to": 1, ",": 0.5, "because": 0.5, "?": 0, "!": -1,
    "is": 3, "was": 3, "are": 1, "were": 1, "not": 2, "too": 1, "very": 1, "cat": 2, "dog": 2, "man": 1, "animal": 1,
    "bird": 1.5, "house": 1, "river": 1, "street": 0.5, "mat": 1, "sat": 2.5, "ran": 2, "said": 1, "ate": 1.5, "saw": 1,
    "did": 1, "quick": 1, "tired": 1, "hungry": 0.5, "happy": 0, "wide": 1.5, "old": 1.5, "big": 1, "long": 0.5, "he": 1,
    "she": 1, "it": 1, "they": 0, "who": -2, "what": -2, "didn": -1, "doesn": -1, "don": -1, "isn": -1, "wasn": -1,
    "couldn": -1, "s": -2, "t": -2, "an": 0, "no": 0, "every": 0, "one": 0, "two": 0, "three": 0, "be": -1, ";": -3, ":": -3,
}  # fmt: skip

# What an unknown word is taken for. The app goes through RULES from the top; the first that fits decides.
UNKNOWN = {
    "[noun]": "thing", "[name]": "being", "[verb]": "verb", "[adjective]": "adjective", "[adverb]": "adverb",
    "[number]": "article", "[symbol]": "symbol",
}  # fmt: skip


def suffix(value, token, kind):
    return {"rule": "suffix", "value": value, "token": token, "says": f"ends in -{value}: taken as {kind}"}


RULES = [
    {"rule": "digits", "token": "[number]", "says": "digits: taken as a number, which stands before a noun as “the” does"},
    {"rule": "punctuation", "token": "[symbol]", "says": "no letter or digit: taken as a symbol, whose vector is all zeros"},
    {"rule": "capitalised", "token": "[name]", "says": "capital letter inside the text: taken as a name of a living being"},
    suffix("ing", "[verb]", "a verb"),
    suffix("ed", "[verb]", "a verb"),
    suffix("ly", "[adverb]", "an adverb"),
    *[suffix(value, "[adjective]", "an adjective") for value in ("ful", "less", "ous", "able", "ish", "est")],
    suffix("s", "[noun]", "a noun in the plural"),
    {"rule": "any", "token": "[noun]", "says": "not in the vocabulary: taken as a noun"},
]


def row(features):
    return np.array([features.get(name, 0) for name in FEATURES], dtype=np.float64)


def vocabulary():
    """Word → kind, in the order of the ids; the bracket tokens come first."""
    kinds = dict(UNKNOWN)
    for kind, words in WORDS.items():
        for word in words.split():
            if word in kinds:
                raise ValueError(f"“{word}” is listed twice")
            kinds[word] = kind
    return kinds


# --- The weights -----------------------------------------------------------------------------------------------------


def matrix(rows, columns, entries):
    """A matrix of zeros but for entries {(row, column): value}."""
    result = np.zeros((rows, columns))
    for place, value in entries.items():
        result[place] = value
    return result


def weights():
    kinds = vocabulary()
    words = list(kinds)
    embed = np.array([row(KINDS[kinds[w]][0]) + row(ADDED.get(w, {})) for w in words])
    unembed = np.array([row(KINDS[kinds[w]][1]) + row(ADDED.get(w, {})) for w in words])
    head_start = np.array([-9 if w in UNKNOWN else HEAD_START.get(w, KINDS[kinds[w]][2]) for w in words], dtype=np.float64)

    position = np.zeros((POSITIONS, 8))
    position[:, POSITION] = np.arange(POSITIONS) / 4

    # Columns 0–3 are head 1, columns 4–7 head 2.
    # Head 1. A verb asks for: noun 12, pronoun 14, living 2, and 4 for position, so one place later is worth one point.
    # Head 2. A pronoun asks for: living 12, noun 6, position 4. A noun that is not alive asks for a topic, 12.
    q = matrix(8, 8, {
        (VERB, 0): 12, (VERB, 1): 14, (VERB, 2): 2, (VERB, 3): 4,
        (PRONOUN, 4): 12, (PRONOUN, 5): 6, (NOUN, 6): 12, (LIVING, 6): -12, (PRONOUN, 7): 4,
    })  # fmt: skip
    # The keys say what a word is: features copied, water and money together as "topic".
    k = matrix(8, 8, {
        (NOUN, 0): 1, (PRONOUN, 1): 1, (LIVING, 2): 1, (POSITION, 3): 1,
        (LIVING, 4): 1, (NOUN, 5): 1, (WATER, 6): 1, (MONEY, 6): 1, (POSITION, 7): 1,
    })  # fmt: skip
    # The values say what a word hands over: features copied.
    v = matrix(8, 8, {
        (LIVING, 0): 1, (PRONOUN, 1): 1, (WATER, 2): 1, (MONEY, 3): 1,
        (LIVING, 4): 1, (WATER, 5): 1, (MONEY, 6): 1, (VERB, 7): 1,
    })  # fmt: skip
    # Back to the named columns. A pronoun counts as living; a verb seen earlier is noted below zero under "pronoun".
    o = matrix(8, 8, {
        (0, LIVING): 1, (1, LIVING): 1, (2, WATER): 1, (3, MONEY): 1,
        (4, LIVING): 1, (5, WATER): 1, (6, MONEY): 1, (7, PRONOUN): -1,
    })  # fmt: skip

    # Each neuron recognises one situation and writes what comes next in it.
    neurons = [
        # (inputs, bias, outputs)
        (dict(noun=2, pronoun=2), -1, dict(noun=-2, verb=4, pronoun=-2)),  # noun or pronoun → verb
        (dict(noun=8, pronoun=-6), -8, dict(verb=-8, describes=-4)),  # noun after a verb → stop or joining word
        (dict(describes=2, verb=-4), 0, dict(noun=3, describes=1)),  # article or adjective → noun
        (dict(describes=4, verb=4), -5, dict(describes=6, verb=-1, pronoun=-2)),  # was, too → describing word
        (dict(verb=2), -1, dict(verb=-4, pronoun=2, describes=-3)),  # verb → joining word, the, a
        (dict(verb=2), -2, dict(verb=12, pronoun=-4, describes=3)),  # did, can → verb
        (dict(describes=-1), 0, dict(pronoun=4, describes=2)),  # joining word → the, a
        (dict(describes=-1), -1, dict(pronoun=-4, describes=-2, noun=-2)),  # and, because, a stop → also he, she
    ]
    mlp_in = np.array([row(inputs) for inputs, _, _ in neurons]).T
    mlp_bias = np.array([bias for _, bias, _ in neurons], dtype=np.float64)
    mlp_out = np.array([row(outputs) for _, _, outputs in neurons])

    return {
        "embed.weight": embed,
        "position.weight": position,
        "blocks.0.attn.q.weight": q,
        "blocks.0.attn.k.weight": k,
        "blocks.0.attn.v.weight": v,
        "blocks.0.attn.o.weight": o,
        "blocks.0.mlp.in.weight": mlp_in,
        "blocks.0.mlp.in.bias": mlp_bias,
        "blocks.0.mlp.out.weight": mlp_out,
        "blocks.0.mlp.out.bias": np.zeros(8),
        "unembed.weight": unembed,
        "unembed.bias": head_start,
    }


def config():
    return {
        "model_type": "blackboard",
        "vocab_size": len(vocabulary()),
        "hidden_size": 8,
        "num_hidden_layers": 1,
        "num_attention_heads": HEADS,
        "intermediate_size": NEURONS,
        "norm": "none",
        "hidden_act": "relu",
        "position": "learned",
        "max_position_embeddings": POSITIONS,
        "causal": True,
        "attention_bias": False,
        "mlp_bias": True,
        "tie_word_embeddings": False,
        "unembed_bias": True,
        "torch_dtype": "float32",
        "feature_names": FEATURES,
        "head_descriptions": [
            [
                "A verb looks back for who does it: the nearest noun or pronoun.",
                "A pronoun looks back for a living being; a noun that is not alive looks for a topic, water or money.",
            ]
        ],
        "description": "Built by hand so that every number can be checked with pencil and paper. "
        "Its weights were chosen, not trained: it shows how attention works, not what a language model knows.",
    }


def tokenizer():
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": None,
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": {w: i for i, w in enumerate(vocabulary())}, "unk_token": "[noun]"},
        "unknown_words": RULES,
    }


# --- The computation, in float64 -------------------------------------------------------------------------------------


def rule_fits(rule, word, index):
    kind = rule["rule"]
    if kind == "suffix":
        return word.lower().endswith(rule["value"])
    if kind == "capitalised":
        return index > 0 and word[0].isupper()
    if kind == "digits":
        return word.isdigit()
    if kind == "punctuation":
        return not any(c.isalnum() for c in word)
    return kind == "any"


def tokenize(text):
    """Text → (pieces as written, tokens, rule index or None for each)."""
    known = vocabulary()
    pieces = re.findall(r"\w+|[^\w\s]+", text)[:POSITIONS]
    tokens, used = [], []
    for index, piece in enumerate(pieces):
        word = piece.lower()
        rule = None if word in known else next(i for i, r in enumerate(RULES) if rule_fits(r, piece, index))
        tokens.append(word if rule is None else RULES[rule]["token"])
        used.append(rule)
    return pieces, tokens, used


def run(text, w):
    pieces, tokens, rules = tokenize(text)
    order = {word: i for i, word in enumerate(vocabulary())}
    ids = [order[t] for t in tokens]
    n = len(ids)

    def heads(x):
        return x.reshape(n, HEADS, HEAD_WIDTH).transpose(1, 0, 2)

    s = {"text": text, "pieces": pieces, "tokens": tokens, "ids": ids, "unknown_rules": rules}
    s["embedding"] = w["embed.weight"][ids]
    s["position"] = w["position.weight"][:n]
    x = s["residual_before"] = s["embedding"] + s["position"]
    for name in "qkv":
        s[name] = heads(x @ w[f"blocks.0.attn.{name}.weight"])
    s["raw"] = s["q"] @ s["k"].transpose(0, 2, 1)
    s["scaled"] = s["raw"] / np.sqrt(HEAD_WIDTH)
    s["masked"] = np.where(np.tril(np.ones((n, n), bool)), s["scaled"], -np.inf)
    e = np.exp(s["masked"] - s["masked"].max(axis=-1, keepdims=True))
    s["weights"] = e / e.sum(axis=-1, keepdims=True)
    s["weighted_sum"] = s["weights"] @ s["v"]
    s["joined"] = s["weighted_sum"].transpose(1, 0, 2).reshape(n, 8)
    s["output_projection"] = s["joined"] @ w["blocks.0.attn.o.weight"]
    x = s["residual_middle"] = x + s["output_projection"]
    s["mlp_pre"] = x @ w["blocks.0.mlp.in.weight"] + w["blocks.0.mlp.in.bias"]
    s["mlp_post"] = np.maximum(s["mlp_pre"], 0)
    s["mlp_out"] = s["mlp_post"] @ w["blocks.0.mlp.out.weight"] + w["blocks.0.mlp.out.bias"]
    x = s["residual_after"] = x + s["mlp_out"]
    s["logits_last"] = w["unembed.weight"] @ x[-1] + w["unembed.bias"]
    return s


def next_words(stages, count=10):
    logits = stages["logits_last"]
    p = np.exp(logits - logits.max())
    p /= p.sum()
    words = list(vocabulary())
    return [(words[i], p[i]) for i in np.argsort(-logits, kind="stable")[:count]]


# --- Writing, showing, checking --------------------------------------------------------------------------------------

EXPECTED_SENTENCES = [
    "the cat sat on the mat",
    "The animal did not cross the street because it was too tired.",
    "the quick brown fox jumps over the lazy dog",
    "near the river he sat on the bank",
    "the bank gave the man money",
    "she gave the dog a bone because it was hungry",
    "Where is the river?",
    "The zorp blinked 12 times at Anna",
]

# (sentence, head counted from 1, word that looks, word it looks at); "word:2" is the second occurrence.
CLAIMS = [
    ("the cat sat on the mat", 1, "sat", "cat"),
    ("The cat sat.", 1, "sat", "cat"),
    ("the animal did not cross the street because it was too tired", 1, "did", "animal"),
    ("the animal did not cross the street because it was too tired", 1, "cross", "animal"),
    ("the animal did not cross the street because it was too tired", 1, "was", "it"),
    ("the animal did not cross the street because it was too tired", 2, "it", "animal"),
    ("the animal didn't cross the street because it was too tired", 2, "it", "animal"),
    ("the quick brown fox jumps over the lazy dog", 1, "jumps", "fox"),
    ("near the river he sat on the bank", 1, "sat", "he"),
    ("near the river he sat on the bank", 2, "bank", "river"),
    ("he took the money to the bank", 2, "bank", "money"),
    ("the river bank", 2, "bank", "river"),
    ("the rich man went to the bank", 2, "bank", "rich"),
    ("the bank gave the man money", 1, "gave", "bank"),
    ("she gave the dog a bone because it was hungry", 1, "gave", "she"),
    ("she gave the dog a bone because it was hungry", 1, "was", "it"),
    ("she gave the dog a bone because it was hungry", 2, "it", "dog"),
    ("the doctor said he was tired", 1, "said", "doctor"),
    ("the doctor said he was tired", 1, "was", "he"),
    ("the doctor said he was tired", 2, "he", "doctor"),
    ("did the cat eat the fish?", 1, "eat", "cat"),
    ("who sat on the mat?", 1, "sat", "who"),
    ("what did the girl see?", 1, "see", "girl"),
    ("Cats run and dogs sleep.", 1, "run", "cats"),
    ("Cats run and dogs sleep.", 1, "sleep", "dogs"),
    ("The children played in the park.", 1, "played", "children"),
    ("the zorp blinked", 1, "[verb]", "[noun]"),
    ("Yesterday Anna was happy because she won", 1, "was", "[name]"),
    ("Yesterday Anna was happy because she won", 2, "she", "[name]"),
    ("The dog chased the ball and the ball fell.", 1, "chased", "dog"),
    ("The dog chased the ball and the ball fell.", 1, "fell", "ball:2"),
    ("The king likes the queen, and she likes him.", 1, "likes:2", "she"),
    ("The king likes the queen, and she likes him.", 2, "she", "queen"),
    ("The street was wide.", 1, "was", "street"),
    ("my mother made a cake and we ate it", 1, "made", "mother"),
    ("my mother made a cake and we ate it", 1, "ate", "we"),
    ("The woman put the coins in the bank.", 2, "bank", "coins"),
    ("The boat sailed to the bank.", 2, "bank", "boat"),
    ("The teacher told a story. The children slept.", 1, "told", "teacher"),
    ("The teacher told a story. The children slept.", 1, "slept", "children"),
    ("the dog ate his bone", 2, "his", "dog"),
]


def place(tokens, word):
    name, _, nth = word.partition(":")
    return [i for i, t in enumerate(tokens) if t == name][int(nth or 1) - 1]


def check(w):
    worst = 1.0
    for text, head, source, target in CLAIMS:
        s = run(text, w)
        a, b = place(s["tokens"], source), place(s["tokens"], target)
        weight = s["weights"][head - 1, a, b]
        worst = min(worst, weight)
        print(f"{weight:.2f}  head {head}  {source} → {target}   {text}")
    print(f"{len(CLAIMS)} claims in {len({c[0] for c in CLAIMS})} sentences, lowest weight {worst:.2f}")
    return worst >= 0.7


def show(text, w):
    s = run(text, w)
    print("tokens", s["tokens"])
    for rule in sorted({r for r in s["unknown_rules"] if r is not None}):
        print("  ", RULES[rule]["says"])
    for h in range(HEADS):
        print(f"head {h + 1}")
        for token, weights_row in zip(s["tokens"], s["weights"][h]):
            print(f"{token:>12} " + " ".join(f"{x:.2f}" if x else "   ." for x in weights_row))
    print("residual after", dict(zip(FEATURES, s["residual_after"][-1].round(2).tolist())))
    print("next:", "  ".join(f"{word} {100 * p:.1f}%" for word, p in next_words(s)))


def plain(value):
    """Arrays as nested lists; whole numbers without a point, minus infinity as null."""
    if isinstance(value, np.ndarray):
        return [plain(v) for v in value]
    if isinstance(value, np.floating):
        if np.isneginf(value):
            return None
        number = round(float(value), 10)
        return int(number) if number.is_integer() else number
    return value


def write_expected(path, w):
    cases = [{name: plain(value) for name, value in run(text, w).items()} for text in EXPECTED_SENTENCES]
    lines = []
    for case in cases:
        fields = ",\n   ".join(f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in case.items())
        lines.append("  {" + fields + "}")
    about = "Every stage in float64 by resources/models/blackboard/make_blackboard.py --expected; null is minus infinity."
    path.write_text(
        '{"about": ' + json.dumps(about) + ',\n "cases": [\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8"
    )


def write_folder(folder, w):
    from safetensors.numpy import save_file

    def write_json(name, value):
        (folder / name).write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

    write_json("config.json", config())
    write_json("tokenizer.json", tokenizer())
    tensors = {name: np.ascontiguousarray(value, dtype=np.float32) for name, value in w.items()}
    save_file(tensors, folder / "model.safetensors")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--expected", type=Path, metavar="FILE")
    choice.add_argument("--show", metavar="SENTENCE")
    choice.add_argument("--check", action="store_true")
    args = parser.parse_args()
    w = weights()
    if args.expected:
        write_expected(args.expected, w)
    elif args.show:
        show(args.show, w)
    elif args.check:
        sys.exit(0 if check(w) else 1)
    else:
        write_folder(Path(__file__).parent, w)


if __name__ == "__main__":
    main()
