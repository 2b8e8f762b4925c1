"""Records what transformers' AutoTokenizer makes of many texts with folders of every tokenizer class, with and without tokenizer.json, and
with the settings that a class listens to.

    pip install -r requirements.txt
    python make_tokenizer_classes.py --out tokenizers

A folder is put together from files of --out, to which bytes may be appended: a protocol buffer that is written twice is read as one, the
later part counting, so that a SentencePiece model gets other settings or more pieces without a file of its own. The C++ test makes the same
folders. classes.json has for every folder the official class and the ids of blocks of texts as one hash each; see README.md.
"""

import argparse
import hashlib
import json
import os
import tempfile
from pathlib import Path

os.environ["TRANSFORMERS_VERBOSITY"] = "error"

import transformers
from sentencepiece import sentencepiece_model_pb2 as proto
from transformers import AutoTokenizer

from make_tokenizers import hash_of
from tokenizer_texts import TEXTS

BLOCK = 32
# What only some classes treat in their own way, behind the texts that all recordings share.
MORE = ["en_XX ro_RO hi", "a uk_UA x", "``quoted'' text", "<mask_1> a <mask_2> <unk_7>", "<s>NOTUSED x", "[CLS] a[SEP]b", "None of it"]
MORE += ["<pad> <custom> newword NEWWORD", "a <custom> b<custom>c", "  two  spaces ", "a\n\nb\tc", "<img> x [PAD]", "<bos>a<eos><2mass>"]
TEXTS = [t for t in TEXTS if not isinstance(t, tuple)] + MORE  # the longest stand at the end of the shared ones

QWEN2 = "qwen2/tokenizer.json"
WORDS = "wordpiece/tokenizer.json"
UNIGRAM = "sentencepiece/unigram.model"
XLMR = "sentencepiece/xlmr.model"
BPE = "sentencepiece/bpe.model"


def added(content, **ways):
    return {"__type": "AddedToken", "content": content, "lstrip": False, "normalized": False, "rstrip": False, "single_word": False} | ways


def copy(name, append=b""):
    return {"copy": name, "append": append.hex()}


def model(name, pieces=(), control=(), own=(), training=None, **normalizer):
    """A SentencePiece model with more pieces at its end (`own`: user-defined) and other settings."""
    more = proto.ModelProto()
    for texts, kind in ((pieces, 1), (control, 3), (own, 4)):
        for text in texts:
            more.pieces.add(piece=text, score=0, type=kind)
    for field, value in normalizer.items():
        setattr(more.normalizer_spec, field, value)
    for field, value in (training or {}).items():
        setattr(more.trainer_spec, field, value)
    return copy(name, more.SerializePartialToString())


def folder(model_type, files, kind=None, **settings):
    config = settings | ({"tokenizer_class": kind} if kind else {})
    return {"config.json": {"model_type": model_type}, "tokenizer_config.json": config} | files


def byte_level(vocabulary_of):
    """vocab.json and merges.txt of a tokenizer.json."""
    data = json.loads(vocabulary_of.read_text())["model"]
    merges = [" ".join(m) if isinstance(m, list) else m for m in data["merges"]]
    return {"vocab.json": data["vocab"], "merges.txt": "#version: 0.2\n" + "\n".join(merges) + "\n"}


def folders(out):
    pair = byte_level(out / QWEN2)
    byte_json = {"tokenizer.json": copy(QWEN2)}
    words_json = {"tokenizer.json": copy(WORDS)}
    lines = json.loads((out / WORDS).read_text())["model"]["vocab"]
    words = {"vocab.txt": "\n".join(sorted(lines, key=lines.get)) + "\n"}
    some = ["<|im_start|>", "newword"]
    table = {}

    for kind, model_type in (
        ("GPT2Tokenizer", "gpt2"),
        ("CodeGenTokenizer", "phi"),
        ("GPTNeoXTokenizer", "gpt_neox"),
        ("RobertaTokenizer", "roberta"),
        ("BartTokenizer", "bart"),
        ("BlenderbotTokenizer", "blenderbot"),
        ("Qwen2Tokenizer", "qwen2"),
        ("PreTrainedTokenizerFast", "llama"),
        ("LlamaTokenizerFast", "llama"),
        ("LlamaTokenizerFast", "qwen2"),
        (None, "mistral"),
    ):
        name = f"{kind} {model_type}"
        table[f"{name} json"] = folder(model_type, byte_json, kind)
        table[f"{name} json prefix bos"] = folder(model_type, byte_json, kind, add_prefix_space=True, add_bos_token=True, pad_token="[PAD]")
        table[f"{name} json extra"] = folder(
            model_type, byte_json, kind, additional_special_tokens=some, mask_token=added("<mask>", lstrip=True), image_token="<img>"
        )
        if model_type not in ("llama", "mistral"):
            table[f"{name} files"] = folder(model_type, pair, kind)
            table[f"{name} files prefix bos"] = folder(model_type, pair, kind, add_prefix_space=True, add_bos_token=True, add_eos_token=True)
            table[f"{name} files text"] = folder(model_type, pair, kind, split_special_tokens=True, pad_token=None, extra_special_tokens=some)

    for kind, model_type in (("BertTokenizer", "bert"), ("DistilBertTokenizerFast", "distilbert"), ("PreTrainedTokenizerFast", "bert"), (None, "electra")):
        for says, settings in {
            "": {},
            "cased": {"do_lower_case": False},
            "accents": {"do_lower_case": True, "strip_accents": False},
            "stripped": {"do_lower_case": False, "strip_accents": True},
            "han": {"tokenize_chinese_chars": False, "never_split": ["New"], "do_basic_tokenize": False},
            "tokens": {"mask_token": "<mask>", "additional_special_tokens": some},
        }.items():
            table[f"{kind} {model_type} json {says}"] = folder(model_type, words_json, kind, **settings)
            if kind != "PreTrainedTokenizerFast":
                table[f"{kind} {model_type} files {says}"] = folder(model_type, words, kind, **settings)

    t5 = {"spiece.model": copy(UNIGRAM)}
    albert = {"spiece.model": model(UNIGRAM, control=["[CLS]", "[MASK]"], pieces=["[SEP]"])}
    bigbird = {"spiece.model": model(UNIGRAM, own=["[CLS]", "[SEP]", "[MASK]"], control=["<s>"])}
    fairseq = {"sentencepiece.bpe.model": copy(XLMR)}
    barthez = {"sentencepiece.bpe.model": model(XLMR, control=["<pad>"], own=["<new>"])}
    for name, kind, model_type, files, variants in (
        ("t5", "T5Tokenizer", "t5", t5, {"": {}, "ids": {"extra_ids": 7}, "extra": {"additional_special_tokens": some}}),
        ("mt5", None, "mt5", t5, {"": {}}),
        ("albert", "AlbertTokenizer", "albert", albert, {"": {}, "cased": {"do_lower_case": False}, "accents": {"keep_accents": True, "add_prefix_space": False}}),
        ("bigbird", "BigBirdTokenizer", "big_bird", bigbird, {"": {}, "prefix": {"add_prefix_space": False}}),
        ("pegasus", None, "pegasus", t5, {"": {}, "offset": {"offset": 5}, "sentence": {"mask_token_sent": None}}),
        ("xlmr", "XLMRobertaTokenizer", "xlm-roberta", fairseq, {"": {}, "prefix": {"add_prefix_space": False, "mask_token": added("<mask>", lstrip=True)}}),
        ("camembert", "CamembertTokenizer", "camembert", fairseq, {"": {}, "extra": {"additional_special_tokens": some}}),
        ("barthez", "BarthezTokenizer", "mbart", barthez, {"": {}, "ends": {"add_bos_token": True, "add_eos_token": True}}),
        ("mbart", "MBartTokenizer", "mbart", fairseq, {"": {}, "languages": {"src_lang": "ro_RO", "tgt_lang": "de_DE"}}),
        ("mbart50", "MBart50Tokenizer", "mbart", fairseq, {"": {}, "languages": {"src_lang": "uk_UA", "tgt_lang": "de_DE"}}),
    ):
        for says, settings in variants.items():
            table[f"{name} {says}"] = folder(model_type, files, kind, **settings)

    for name, files, kind, model_type in (
        ("t5", t5, "T5Tokenizer", "t5"),
        ("pegasus", t5, None, "pegasus"),
        ("xlmr", fairseq, None, "xlm-roberta"),
        ("bigbird", bigbird, None, "big_bird"),
        ("mbart50", fairseq, "MBart50Tokenizer", "mbart"),
    ):
        custom = {"1250": {"content": "<custom>", "lstrip": True, "special": False}, "1251": {"content": "NEW", "single_word": True}}
        roles = {"mask_token": {"content": "[MASK]", "lstrip": True}, "additional_special_tokens": ["<custom>"]}
        table[f"{name} no pad"] = folder(model_type, files, kind, pad_token=None)
        table[f"{name} text"] = folder(model_type, files, kind, split_special_tokens=True)
        table[f"{name} listed"] = folder(model_type, files, kind, added_tokens_decoder=custom)
        table[f"{name} old files"] = folder(model_type, files | {"special_tokens_map.json": roles, "added_tokens.json": {"newword": 1290}}, kind)

    llama = {
        "": copy(BPE),
        "trimmed": model(BPE, remove_extra_whitespaces=True),
        "bare": model(BPE, add_dummy_prefix=False, remove_extra_whitespaces=True),
        "unescaped": model(BPE, escape_whitespaces=False),
        "own": model(BPE, own=["<new>", "new", "[X]"]),
        "unigram": model(UNIGRAM, add_dummy_prefix=False),
    }
    for says, file in llama.items():
        table[f"sentencepiece {says}"] = folder("llama", {"tokenizer.model": file})
        table[f"sentencepiece not legacy {says}"] = folder("mistral", {"tokenizer.model": file}, "LlamaTokenizer", legacy=False, add_bos_token=True)
        if says != "unigram":
            table[f"llama {says}"] = folder("llama", {"tokenizer.model": file}, "LlamaTokenizer", add_bos_token=True, add_eos_token=True)
    table["llama legacy"] = folder("llama", {"tokenizer.model": copy(BPE)}, "LlamaTokenizer", legacy=True, pad_token="[PAD]")
    table["llama no prefix"] = folder("llama", {"tokenizer.model": copy(BPE)}, "LlamaTokenizer", add_prefix_space=False)
    table["code llama"] = folder("llama", {"tokenizer.model": copy(BPE)}, "CodeLlamaTokenizer")
    gemma = model(BPE, own=["<mask>", "<2mass>"], control=["<bos>", "<eos>", "<pad>"])
    table["gemma"] = folder("gemma", {"tokenizer.model": gemma}, "GemmaTokenizer", add_bos_token=True)
    table["gemma without"] = folder("gemma2", {"tokenizer.model": gemma})
    return table


def write(files, place, out):
    for name, content in files.items():
        if isinstance(content, dict) and "copy" in content:
            (place / name).write_bytes((out / content["copy"]).read_bytes() + bytes.fromhex(content["append"]))
        else:
            (place / name).write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False))


def blocks(ids):
    numbers = [[len(i), *i] for i in ids]
    return [hash_of([n for one in numbers[at : at + BLOCK] for n in one]) for at in range(0, len(numbers), BLOCK)]


def saved(tokenizer, place):
    """The class's own tokenizer.json, as people find it on the hub."""
    tokenizer.save_pretrained(place)
    return json.loads((place / "tokenizer.json").read_text())


def record(files, out):
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        write(files, place, out)
        tokenizer = AutoTokenizer.from_pretrained(place)
        target = {}
        if "lang" in json.dumps(files["tokenizer_config.json"]):
            target = {"target": blocks(tokenizer(text_target=TEXTS)["input_ids"])}
        one = tokenizer(TEXTS)["input_ids"]
        two = tokenizer(TEXTS, [*TEXTS[1:], "x"])["input_ids"]
        return {"class": type(tokenizer).__name__, "files": files, "single": blocks(one), "pair": blocks(two)} | target


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    transformers.logging.set_verbosity_error()
    recorded = {name: record(files, out) for name, files in folders(out).items()}
    # Vocabularies that many folders have in common are written once.
    shared = {}
    for entry in recorded.values():
        for name in ("vocab.json", "merges.txt", "vocab.txt"):
            if name in entry["files"]:
                shared[name] = entry["files"][name]
                entry["files"][name] = {"shared": name}
    content = {"version": "transformers " + transformers.__version__, "shared_texts": len(TEXTS) - len(MORE), "more_texts": MORE, "texts_in_a_block": BLOCK, "shared": shared, "folders": recorded}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace('},"', '},\n"')
    (out / "classes.json").write_text(text + "\n")
    manifest = json.loads((out / "MANIFEST.json").read_text())  # the rest of it is make_tokenizers.py's
    manifest["sha256"]["classes.json"] = hashlib.sha256((text + "\n").encode()).hexdigest()
    (out / "MANIFEST.json").write_text(json.dumps(manifest, indent=1) + "\n")


if __name__ == "__main__":
    main()
