"""Records what the official tokenizers make of many texts, for the C++ tests to compare with, and trains the small tokenizers among
them.

    pip install -r requirements.txt
    python make_tokenizers.py --out tokenizers [--train] [--real FOLDER] [--storyteller ../../resources/models/storyteller]

--train makes the small tokenizers anew, which comes out a little different every time; without it they are taken from --out. FOLDER has
gpt2/, bert-base-uncased/ and so on, each with its tokenizer.json, which are not part of this repository; without it their recordings
are left as they are. See README.md for what a recording says.
"""

import argparse
import base64
import bisect
import hashlib
import io
import json
import os
import shutil
import tempfile
import unicodedata
from pathlib import Path

os.environ["TRANSFORMERS_VERBOSITY"] = "error"

import sentencepiece
import tokenizers
import transformers
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

from tokenizer_texts import PAIRS, TEXTS

REAL = ["gpt2", "bert-base-uncased", "t5-small", "llama-2", "roberta-base", "clip", "whisper-tiny"]
IDS_IN_FULL = 48  # of longer texts the ids' hash is recorded
TEXTS = [text * times for text, times in (t if isinstance(t, tuple) else (t, 1) for t in TEXTS)]
TRAINING = [t for t in TEXTS if 0 < len(t) <= 400] * 2

LLAMA3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN2 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
BLOOM = " ?[^(\\s|[.,!?…。，、।۔،])]+"


# ---- recording ----


def hash_of(numbers):
    """FNV-1a, 64 bits, over the numbers as 32-bit little-endian."""
    result = 0xCBF29CE484222325
    for number in numbers:
        for byte in int(number).to_bytes(4, "little", signed=True):
            result = (result ^ byte) * 0x100000001B3 % 2**64
    return f"{result:016x}"


def is_space(character):
    """White space, and what character maps make a space of."""
    return unicodedata.category(character)[0] == "Z" or character in "\t\n\x0b\x0c\r\x85\u200b\ufeff"


def joins(before, character):
    mark = unicodedata.category(character)[0] == "M" or character in "\u200c\u200d\uff9e\uff9f" or "\u1160" <= character <= "\u11ff"
    return before and (mark or before + character == "\r\n")


def unit_ends(text, units):
    """Where units end, in bytes, 0 first."""
    ends, at, before = [], 0, ""
    for character in text:
        one = units != "characters" and joins(before, character)
        if not (one or (units == "clusters and runs of spaces" and before and is_space(before) and is_space(character))):
            ends.append(at)
        at += len(character.encode())
        before = character
    return ends + [at]


def widened(begin, end, ends):
    first = ends[bisect.bisect_right(ends, begin) - 1]
    return (first, first) if begin == end else (first, ends[bisect.bisect_left(ends, end)])


def units_for(normalizer):
    """What spans are widened to, see recording.h."""
    text = json.dumps(normalizer)
    if '"Regex"' in text:
        return "clusters and runs of spaces"
    return "clusters" if any(kind in text for kind in ('"NFC"', '"NFD"', '"NFKC"', '"NFKD"', "Bert", "Precompiled")) else "characters"


def places(encoding, texts, units):
    """Of every token: type, text (-1: none), and its widened span in that text."""
    numbers = []
    byte_at = [[0] for text in texts]
    for text, at in zip(texts, byte_at):
        for character in text:
            at.append(at[-1] + len(character.encode()))
    ends = [unit_ends(text, units) for text in texts]
    for type_id, sequence, (begin, end) in zip(encoding.type_ids, encoding.sequence_ids, encoding.offsets):
        numbers += [type_id, -1 if sequence is None else sequence]
        if sequence is not None:
            numbers += widened(byte_at[sequence][begin], byte_at[sequence][end], ends[sequence])
    return hash_of(numbers)


def short(ids):
    return list(ids) if len(ids) <= IDS_IN_FULL else [len(ids), hash_of(ids)]


def loses_its_place(charsmap, text):
    """The library's places are off where its character map takes away the first character of a text."""
    return charsmap is not None and text != "" and charsmap.normalize_str(text[0]) == ""


def charsmap_in(normalizer):
    parts = (normalizer or {}).get("normalizers", [normalizer or {}])
    for part in parts:
        if part.get("type") == "Precompiled":
            return normalizers.Precompiled(base64.b64decode(part["precompiled_charsmap"]))


def record(tokenizer, path):
    """A recording of a tokenizers.Tokenizer."""
    normalizer = json.loads(tokenizer.to_str())["normalizer"]
    charsmap = charsmap_in(normalizer)
    units = units_for(normalizer)
    # The library spells some normalized added tokens as the normalizer leaves them, ours as they were added.
    respelled = {i for i, token in tokenizer.get_added_tokens_decoder().items() if tokenizer.id_to_token(i) != token.content}
    respelled |= {i for i, token in tokenizer.get_added_tokens_decoder().items() if tokenizer.decode([i], False) != token.content}
    lines = []
    for text in TEXTS:
        encoding = tokenizer.encode(text)
        offsets = None if loses_its_place(charsmap, text) else places(encoding, [text], units)
        decoded = tokenizer.decode(encoding.ids, skip_special_tokens=False)
        comparable = "\ufffd" not in decoded and respelled.isdisjoint(encoding.ids)
        lines.append([short(encoding.ids), offsets, hash_of(decoded.encode()) if comparable else None])
    for pair in PAIRS:
        encoding = tokenizer.encode(*pair)
        lost = any(loses_its_place(charsmap, text) for text in pair)
        lines.append([short(encoding.ids), None if lost else places(encoding, pair, units), None])
    write(path, {"library": "tokenizers " + tokenizers.__version__, "units": units}, lines)


def record_ids(encode, path, library, left_out=()):
    """A recording of ids alone; texts with one of the pieces `left_out` in them are left out."""
    lines = [[None if any(piece in text for piece in left_out) else short(encode(text)), None, None] for text in TEXTS]
    write(path, {"library": library, "units": "characters"}, lines)


def write(path, header, lines):
    text = ",\n".join(json.dumps(line, separators=(",", ":")) for line in lines)
    path.write_text(json.dumps(header)[:-1] + ', "texts": [\n' + text + "\n]}\n")


def write_texts(path):
    """A long text is written as [part, times]."""
    import tokenizer_texts

    entries = [list(t) if isinstance(t, tuple) else t for t in tokenizer_texts.TEXTS]
    entries = ",\n".join(json.dumps(shortened(entry)) for entry in entries)
    pairs = ",\n".join(json.dumps(list(pair)) for pair in PAIRS)
    path.write_text('{"texts": [\n' + entries + '\n], "pairs": [\n' + pairs + "\n]}\n")


def shortened(entry):
    if isinstance(entry, list) or len(entry) < 200:
        return entry
    for length in range(1, 60):
        times, rest = divmod(len(entry), length)
        if rest == 0 and entry == entry[:length] * times:
            return [entry[:length], times]
    return entry


# ---- real tokenizers ----


def repaired(path):
    """The tokenizer as its file has it, with spans left whole. (Some merges of the LLaMA file at hand have three spaces, which the
    library refuses: a no-break space was lost on its way. They are cut where both halves are pieces.)"""
    data = json.loads(path.read_text())
    model = data["model"]
    if "merges" in model:
        model["merges"] = [list(m) if isinstance(m, list) else halves(m, model["vocab"]) for m in model["merges"]]
    processor = data.get("post_processor") or {}
    for part in [processor] + processor.get("processors", []):
        if "trim_offsets" in part:
            part["trim_offsets"] = False
    return Tokenizer.from_str(json.dumps(data))


def halves(merge, vocabulary):
    for at, character in enumerate(merge):
        left, right = merge[:at], merge[at + 1 :]
        if character == " " and left in vocabulary and right in vocabulary and left + right in vocabulary:
            return [left, right]
    raise ValueError(merge)


# ---- small tokenizers of each kind ----


def end_template(start, end, types):
    return processors.TemplateProcessing(
        single=f"{start} $A {end}",
        pair=f"{start}:0 $A:0 {end}:0 $B:{types} {end}:{types}",
        special_tokens=[(start, 2), (end, 3)],
    )


def small_wordpiece():
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=50))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer.train_from_iterator(TRAINING, trainers.WordPieceTrainer(vocab_size=1600, special_tokens=special, show_progress=False))
    tokenizer.post_processor = end_template("[CLS]", "[SEP]", 1)
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.add_tokens([AddedToken("newword", single_word=True), AddedToken("<new>", normalized=False), AddedToken("ÄÖ", normalized=True)])
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, special=True)])
    return tokenizer


def byte_level(expression, added, normalizer=None, whole_words=False, size=1200):
    tokenizer = Tokenizer(models.BPE(ignore_merges=whole_words))
    if normalizer:
        tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(expression), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=added, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(TRAINING, trainer)
    return tokenizer


def small_llama3():
    tokenizer = byte_level(LLAMA3, ["<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>"], whole_words=True)
    tokenizer.post_processor = processors.Sequence(
        [
            processors.ByteLevel(trim_offsets=False),
            processors.TemplateProcessing(
                single="<|begin_of_text|> $A",
                pair="<|begin_of_text|>:0 $A:0 <|begin_of_text|>:1 $B:1",
                special_tokens=[("<|begin_of_text|>", 0)],
            ),
        ]
    )
    return tokenizer


def small_qwen2():
    tokenizer = byte_level(QWEN2, ["<|endoftext|>", "<|im_start|>"], normalizers.NFC())
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    tokenizer.add_tokens([AddedToken("newword", normalized=True), AddedToken("  ", normalized=False), AddedToken("é<", normalized=True)])
    return tokenizer


def small_bloom():
    tokenizer = byte_level(BLOOM, ["<unk>", "<s>", "</s>", "<pad>"], size=800)
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    return tokenizer


def small_end_of_word():
    """Characters with a mark at the end of words, unknown ones fused, all steps that nothing else here has."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", end_of_word_suffix="</w>", fuse_unk=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase()])
    steps = [pre_tokenizers.UnicodeScripts(), pre_tokenizers.Whitespace(), pre_tokenizers.Digits(individual_digits=True)]
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(steps + [pre_tokenizers.Punctuation("contiguous")])
    trainer = trainers.BpeTrainer(
        vocab_size=900, special_tokens=["<unk>"], end_of_word_suffix="</w>", limit_alphabet=200, show_progress=False
    )
    tokenizer.train_from_iterator(TRAINING, trainer)
    tokenizer.decoder = decoders.BPEDecoder("</w>")
    return tokenizer


def small_bytes_first():
    """ByteLevel before other steps, as Falcon has it, and a prefix inside words."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", continuing_subword_prefix="@@"))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Punctuation("isolated"), pre_tokenizers.ByteLevel(add_prefix_space=True), pre_tokenizers.Digits()]
    )
    trainer = trainers.BpeTrainer(vocab_size=900, special_tokens=["<unk>"], continuing_subword_prefix="@@", show_progress=False)
    tokenizer.train_from_iterator(TRAINING, trainer)
    return tokenizer


# ---- SentencePiece ----


def character_map(path):
    """A few of the rules of nmt_nfkc, of every kind: one to one, one to many, several to one, to a space, to nothing."""
    rules = {"\t": " ", "\n": " ", "\r": " ", "\u3000": " ", "\u200b": " ", "\ufeff": " ", "\u00a0": " ", "ﬁ": "fi", "½": "1⁄2"}
    rules |= {chr(code): "" for code in [*range(1, 9), 0x0B, *range(0x0E, 0x20), 0x7F, 0x8F, 0x9F]}
    rules |= {chr(0xFF01 + i): chr(0x21 + i) for i in range(94)} | {"①": "1", "ﷺ": "صلى الله عليه وسلم", "…": "...", "™": "TM"}
    rules |= {"e\u0301": "é", "a\u0308": "ä", "e\u0301\u0323": "\u1eb9\u0301", "か\u3099": "が", "ｶﾞ": "ガ", "ｶ": "カ", "İ": "i\u0307"}
    lines = [" ".join(f"{ord(c):x}" for c in key) + "\t" + " ".join(f"{ord(c):x}" for c in value) for key, value in rules.items()]
    path.write_text("\n".join(lines) + "\n")


def trained(kind, highest="\U0010ffff", **options):
    """A model, trained on the texts without characters above `highest`."""
    texts = [t for text in TRAINING if max(text) <= highest for t in text.split("\n") if t.strip("\x00") and "\x00" not in t]
    writer = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder) / "rules.tsv"
        character_map(rules)
        if options.pop("mapped", True):
            options["normalization_rule_tsv"] = str(rules)
        else:
            options["normalization_rule_name"] = "identity"
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(texts),
            model_writer=writer,
            model_type=kind,
            num_threads=1,
            hard_vocab_limit=False,
            minloglevel=2,
            **options,
        )
    return writer.getvalue()


def folder_of(**files):
    """A folder with these files, as (bytes or an object for JSON)."""
    folder = Path(tempfile.mkdtemp())
    for name, content in files.items():
        name = name.replace("__", ".")
        (folder / name).write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return folder


def opened(kind=transformers.AutoTokenizer, **files):
    folder = folder_of(**files)
    try:
        return kind.from_pretrained(folder)
    finally:
        shutil.rmtree(folder)


def generic_unigram(t5):
    """The pieces of a T5 tokenizer used as most converted SentencePiece models are: spaces collapsed, no words cut off first."""
    data = json.loads(t5.backend_tokenizer.to_str())
    charsmap = data["normalizer"]
    space = {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": "▁"}
    strip = {"type": "Strip", "strip_left": False, "strip_right": True}
    data["normalizer"] = {"type": "Sequence", "normalizers": [charsmap, strip, space]}
    data["pre_tokenizer"] = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": True}
    data["decoder"] = data["pre_tokenizer"]
    data["post_processor"] = None
    return Tokenizer.from_str(json.dumps(data))


def train_sentencepiece(folder):
    shared = {"character_coverage": 0.98}
    models_of = {
        "unigram": trained("unigram", vocab_size=1200, pad_id=0, eos_id=1, unk_id=2, bos_id=-1, **shared),
        "xlmr": trained("unigram", "\u05ff", vocab_size=600, **shared),
        "bpe": trained("bpe", vocab_size=1300, byte_fallback=True, mapped=False, remove_extra_whitespaces=False, **shared),
        "target": trained("unigram", "\u024f", vocab_size=500, user_defined_symbols=["<new>"], **shared),
    }
    folder.mkdir(exist_ok=True)
    for name, content in models_of.items():
        (folder / f"{name}.model").write_bytes(content)
    # Ids of Marian's kind: some pieces of each model are left out, and one language is named.
    both = [sentencepiece.SentencePieceProcessor(model_proto=models_of[name]) for name in ("unigram", "target")]
    pieces = {processor.id_to_piece(i) for processor in both for i in range(len(processor))} - {"</s>", "<unk>", "<pad>", "<s>"}
    pieces = [piece for i, piece in enumerate(sorted(pieces)) if i % 37]
    ids = {piece: i for i, piece in enumerate(["</s>", "<unk>", ">>fra<<"] + pieces + ["<pad>"])}
    (folder / "marian_vocab.json").write_text(json.dumps(ids, ensure_ascii=False, separators=(",", ":")))


def make_sentencepiece(out, train):
    files = out / "sentencepiece"
    if train:
        train_sentencepiece(files)
    unigram, xlmr, bpe, target = ((files / f"{name}.model").read_bytes() for name in ("unigram", "xlmr", "bpe", "target"))

    t5 = opened(config__json={"model_type": "t5"}, spiece__model=unigram)
    record(t5.backend_tokenizer, out / "t5_files.json")
    save_and_record(generic_unigram(t5), out, "unigram")

    config = {"add_bos_token": True, "add_eos_token": True}
    llama = opened(transformers.LlamaTokenizer, tokenizer__model=bpe, tokenizer_config__json=config)
    record(llama.backend_tokenizer, out / "llama_files.json")
    save_and_record(older_llama(llama), out, "byte_fallback")

    record(opened(config__json={"model_type": "xlm-roberta"}, sentencepiece__bpe__model=xlmr).backend_tokenizer, out / "xlmr_files.json")

    for name, model in {"unigram": unigram, "bpe": bpe}.items():
        processor = sentencepiece.SentencePieceProcessor(model_proto=model)
        # SentencePiece takes its own special pieces for text where they are typed; in Headscope people may type them.
        special = [processor.id_to_piece(i) for i in range(len(processor)) if processor.is_control(i) or processor.is_unknown(i)]
        record_ids(processor.encode, out / f"sentencepiece_{name}.json", "sentencepiece " + sentencepiece.__version__, special)
    make_marian(out, unigram, target)


def older_llama(llama):
    """With the space before the text put there by the normalizer, as LLaMA 2's own file has it."""
    data = json.loads(llama.backend_tokenizer.to_str())
    space = {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}
    data["normalizer"] = {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"}, space]}
    data["pre_tokenizer"] = None
    data["model"]["unk_token"] = "<unk>"
    return Tokenizer.from_str(json.dumps(data))


def make_marian(out, source, target):
    ids = json.loads((out / "sentencepiece" / "marian_vocab.json").read_text())
    config = {"tokenizer_class": "MarianTokenizer", "source_lang": "eng", "target_lang": "fra"}
    marian = opened(
        config__json={"model_type": "marian"}, source__spm=source, target__spm=target, vocab__json=ids, tokenizer_config__json=config
    )
    version = "transformers " + transformers.__version__
    record_ids(lambda text: marian(text)["input_ids"], out / "marian_source.json", version)
    record_ids(lambda text: marian(text_target=text)["input_ids"], out / "marian_target.json", version)


# ---- files without tokenizer.json ----


def make_real_files(real, out):
    bert = transformers.BertTokenizerFast(str(real / "bert-base-cased" / "vocab.txt"), do_lower_case=False)
    record(bert.backend_tokenizer, out / "bert_cased_files.json")
    gpt2 = {"vocab__json": (real / "gpt2" / "vocab.json").read_bytes(), "merges__txt": (real / "gpt2" / "merges.txt").read_bytes()}
    record(opened(config__json={"model_type": "qwen2"}, **gpt2).backend_tokenizer, out / "qwen2_files.json")
    config = {"tokenizer_class": "GPT2Tokenizer", "add_bos_token": True, "add_prefix_space": True}
    record(opened(config__json={"model_type": "opt"}, tokenizer_config__json=config, **gpt2).backend_tokenizer, out / "opt_files.json")


def write_manifest(out):
    """Versions, and hashes of everything that is committed."""
    packages = {"tokenizers": tokenizers, "transformers": transformers, "sentencepiece": sentencepiece}
    files = sorted(file for file in out.rglob("*") if file.is_file() and file.name != "MANIFEST.json")
    manifest = {
        "versions": {name: package.__version__ for name, package in packages.items()},
        "sha256": {str(file.relative_to(out)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files},
    }
    (out / "MANIFEST.json").write_text(json.dumps(manifest, indent=1) + "\n")


def word_level():
    words = sorted(set("the cat sat on mat because it was tired and a dog ran to river . , ! ? ' s don t I you".split()))
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(["[UNK]"] + words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.add_special_tokens(["[UNK]"])
    return tokenizer


def save_and_record(tokenizer, out, name):
    (out / name).mkdir(exist_ok=True)
    tokenizer.save(str(out / name / "tokenizer.json"), pretty=False)
    record(tokenizer, out / f"{name}.json")


SMALL = {
    "wordlevel": word_level,
    "wordpiece": small_wordpiece,
    "llama3": small_llama3,
    "qwen2": small_qwen2,
    "bloom": small_bloom,
    "end_of_word": small_end_of_word,
    "bytes_first": small_bytes_first,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--train", action="store_true", help="make the small tokenizers anew")
    parser.add_argument("--real", type=Path, help="folder with folders of real tokenizers")
    parser.add_argument("--storyteller", type=Path, help="folder of the built-in model")
    args = parser.parse_args()
    transformers.logging.set_verbosity_error()
    args.out.mkdir(parents=True, exist_ok=True)
    write_texts(args.out / "texts.json")
    for name, make in SMALL.items():
        if args.train:
            save_and_record(make(), args.out, name)
        else:
            record(Tokenizer.from_file(str(args.out / name / "tokenizer.json")), args.out / f"{name}.json")
    make_sentencepiece(args.out, args.train)
    if args.storyteller:
        record(repaired(args.storyteller / "tokenizer.json"), args.out / "storyteller.json")
    if args.real:
        for name in REAL:
            record(repaired(args.real / name / "tokenizer.json"), args.out / f"{name}.json")
        make_real_files(args.real, args.out)
    write_manifest(args.out)


if __name__ == "__main__":
    main()
