"""Small tokenizers for the families' folders: four trainings, laid out with each family's own special tokens and ids.

Every function gives a tokenizers.Tokenizer whose ids are what the family's configuration says they are (padding at 1
for RoBERTa, and so on). The trainings see the same few sentences, so each of them comes out the same every time.
"""

import json
from functools import cache

from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)

SENTENCES = [
    "The miller had a mill by the water, and the water turned the wheel.",
    "When the wheel turned, the stones turned with it, and between the stones the wheat became flour.",
    "The miller's daughter carried the flour to the town, where the baker made bread of it.",
    "The miller ate the bread, and went back to the mill. So it went, day after day, until the water stopped.",
    "Where is the water? asked the miller. Nobody knew. The daughter walked up the stream, past the meadow.",
    "She found a beaver, a dam, and a lake as still as glass. Café, naïve, Überfluss.",
    "Der Müller hatte eine Mühle am Wasser, und das Wasser drehte das Rad. Wo ist das Wasser? fragte der Müller.",
    "12 wheels, 345 stones; the mill's wheel isn't the miller's!",
]

LLAMA3_WORDS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN2_WORDS = LLAMA3_WORDS.replace(r"\p{N}{1,3}", r"\p{N}")
BLOOM_WORDS = r" ?[^(\s|[.,!?…。，、।۔،])]+"


def special(*contents):
    return [AddedToken(c, special=True, normalized=False) for c in contents]


def finished(tokenizer, specials, template=None, pair=None):
    """Adds the special tokens that are already in the vocabulary, and the pattern that puts them around a text."""
    tokenizer.add_special_tokens(special(*specials))
    if template:
        used = sorted(set(w.split(":")[0] for w in f"{template} {pair or ''}".split() if not w.startswith("$")))
        tokenizer.post_processor = processors.TemplateProcessing(
            single=template, pair=pair, special_tokens=[(t, tokenizer.token_to_id(t)) for t in used]
        )
    return tokenizer


def in_order(pieces):
    assert len(set(pieces)) == len(pieces)
    return {piece: i for i, piece in enumerate(pieces)}


def wordpiece():
    """BERT's kind: lower case, accents stripped, Chinese characters apart, ## for what continues a word."""
    specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    normalizer, words = normalizers.BertNormalizer(lowercase=True), pre_tokenizers.BertPreTokenizer()
    # The library's own trainer gives another vocabulary each time (its ties follow a hash table), so the pieces of a
    # byte-pair training are taken, as beginnings and as continuations where words have them so.
    training = Tokenizer(models.BPE())
    training.normalizer, training.pre_tokenizer = normalizer, words
    training.train_from_iterator(SENTENCES, trainers.BpeTrainer(vocab_size=85, show_progress=False))
    seen = sorted({w for s in SENTENCES for w, _ in words.pre_tokenize_str(normalizer.normalize_str(s))})
    pieces = sorted(training.get_vocab(), key=lambda p: (len(p), p))
    starts = [p for p in pieces if any(w.startswith(p) for w in seen)]
    continuations = ["##" + p for p in pieces if any(p in w[1:] for w in seen)]
    vocabulary = in_order([*specials, *starts, *continuations])
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer, tokenizer.pre_tokenizer = normalizer, words
    tokenizer.decoder = decoders.WordPiece()
    return finished(tokenizer, specials, "[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1")


@cache
def byte_level_pieces():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(vocab_size=284, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(SENTENCES, trainer)
    vocabulary = tokenizer.get_vocab()
    merges = [tuple(m) if isinstance(m, list) else tuple(m.split(" ")) for m in merges_of(tokenizer)]
    return sorted(vocabulary, key=vocabulary.get), merges


def merges_of(tokenizer):
    return json.loads(tokenizer.to_str())["model"]["merges"]


def byte_level(before=(), after=(), words=None, normalizer=None, template=None, roberta=False):
    """GPT-2's kind: every byte is a character. `before` and `after` are the special tokens around the pieces."""
    pieces, merges = byte_level_pieces()
    tokenizer = Tokenizer(models.BPE(vocab=in_order([*before, *pieces, *after]), merges=merges))
    if words:
        split = pre_tokenizers.Split(Regex(words), behavior="isolated")
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [split, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
        )
    else:
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    if normalizer:
        tokenizer.normalizer = normalizer
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    finished(tokenizer, [*before, *after], template)
    if roberta:
        ends = [(t, tokenizer.token_to_id(t)) for t in ("</s>", "<s>")]
        tokenizer.post_processor = processors.RobertaProcessing(*ends, trim_offsets=True, add_prefix_space=False)
    return tokenizer


def gpt2_kind():
    return byte_level(after=["<|endoftext|>"])


def neox_kind():
    return byte_level(before=["<|endoftext|>", "<|padding|>"])


def bloom_kind():
    return byte_level(before=["<unk>", "<s>", "</s>", "<pad>"], words=BLOOM_WORDS)


def roberta_kind():
    return byte_level(before=["<s>", "<pad>", "</s>", "<unk>"], after=["<mask>"], roberta=True)


def opt_kind():
    return byte_level(before=["<s>", "<pad>", "</s>", "<unk>"], template="</s> $A")


def llama3_kind():
    ends = ["<|begin_of_text|>", "<|end_of_text|>"]
    return byte_level(after=ends, words=LLAMA3_WORDS, template="<|begin_of_text|> $A")


def qwen_kind():
    return byte_level(
        after=["<|endoftext|>", "<|im_start|>", "<|im_end|>"], words=QWEN2_WORDS, normalizer=normalizers.NFC()
    )


@cache
def fallback_pieces():
    """Pieces of the SentencePiece kind; words keep their leading ▁, and none crosses a space."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.train_from_iterator(SENTENCES, trainers.BpeTrainer(vocab_size=72, show_progress=False))
    vocabulary = tokenizer.get_vocab()
    return sorted(vocabulary, key=vocabulary.get), [tuple(m) for m in merges_of(tokenizer)]


def byte_fallback(specials, template, prefixed):
    """SentencePiece BPE: a character without a piece becomes its bytes. `prefixed`: a text starts with ▁ (not in Gemma)."""
    pieces, merges = fallback_pieces()
    in_bytes = [f"<0x{b:02X}>" for b in range(256)]
    vocabulary = in_order([*specials, *in_bytes, *pieces])
    model = models.BPE(vocab=vocabulary, merges=merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True)
    tokenizer = Tokenizer(model)
    spaces = normalizers.Replace(" ", "▁")
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), spaces]) if prefixed else spaces
    backwards = [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    tokenizer.decoder = decoders.Sequence(backwards + ([decoders.Strip(" ", 1, 0)] if prefixed else []))
    return finished(tokenizer, specials, template)


def llama_kind():
    return byte_fallback(["<unk>", "<s>", "</s>"], "<s> $A", prefixed=True)


def gemma_kind():
    return byte_fallback(["<pad>", "<eos>", "<bos>", "<unk>"], "<bos> $A", prefixed=False)


@cache
def unigram_scores():
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    trainer = trainers.UnigramTrainer(vocab_size=130, unk_token="<unk>", special_tokens=["<unk>"], show_progress=False)
    tokenizer.train_from_iterator(SENTENCES, trainer)
    # The last digits of the scores depend on the order of a hash table; without them every training is the same.
    scores = {p: round(s, 2) for p, s in json.loads(tokenizer.to_str())["model"]["vocab"] if p != "<unk>"}
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def unigram(before, after=(), template=None, pair=None):
    """T5's kind: the most probable way to cut each word into pieces."""
    entries = [(s, 0.0) for s in before] + unigram_scores() + [(s, 0.0) for s in after]
    names = [name for name, _ in entries]
    tokenizer = Tokenizer(models.Unigram(entries, unk_id=names.index("<unk>"), byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    return finished(tokenizer, [*before, *after], template, pair)


def t5_kind():
    return unigram(["<pad>", "</s>", "<unk>"], ["<extra_id_1>", "<extra_id_0>"], "$A </s>", "$A </s> $B </s>")


def marian_kind():
    return unigram(["</s>", "<unk>"], ["<pad>"], "$A </s>", "$A $B </s>")


def bigbird_kind():
    specials = ["<pad>", "</s>", "<s>", "<unk>", "[CLS]", "[SEP]", "[MASK]"]
    return unigram(specials, (), "[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1")
