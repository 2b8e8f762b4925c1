"""Makes Storyteller's tokenizer and the token arrays its training reads.

    python prepare.py --corpus DIR --tokenizer-out ../ --data-out DIR

Reads DIR/*.txt.xz (documents separated by <|endoftext|>), trains a byte-level BPE of 4,096 pieces and
writes it in the Hugging Face layout, then encodes every document into DIR/data.npz.

For each document two things are stored: its tokens as they run inside the text, and, for every sentence,
the same sentence encoded as if it opened the text. GPT-2's byte-level BPE has other pieces for " The" (inside
a text) than for "The" (at its start), and people who type into the program begin at a start.
"""

import argparse
import hashlib
import json
import lzma
import random
import re
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

END = "<|endoftext|>"
SOURCES = ["tinystories", "pratham", "african_storybook", "fairytales", "classics", "gutenberg_children"]
VOCAB = 4096
CONTEXT = 1024

# One tinystories document in HELD_OUT_EVERY is never trained on (and one in twenty of the other sources).
HELD_OUT_EVERY = 20

# Names of one group stand for each other in the renamed copies of the short stories.
NAMES = [
    "Lily Lucy Sara Sarah Anna Mia Mary Sue Jane Amy Jill Sally Emma Jenny Molly Lisa Lola Kate Emily Ella Nina "
    "Susie Betty Annie Maria Julia Laura Nora Ruth Ellen Clara Alice Helen".split(),
    "Tom Tim Timmy Ben Max Sam Jack Bob Joe Billy Bobby Johnny Tommy Jimmy Peter Fred John Mike Leo Paul David "
    "James Harry George Henry Toby Oscar Adam Simon Dan Andy Eric Robert".split(),
]
RENAMED_COPIES = 3

SENTENCE_BREAK = re.compile(r"(?<=[.!?])[\"'”’]?( )(?=[\"'“‘]?[A-Z])|(\n)(?=[^\n])")


def read_documents(path):
    text = lzma.open(path, "rt", encoding="utf-8").read()
    text = text.replace("\r\n", "\n").replace("“", '"').replace("”", '"').replace("’", "'").replace("‘", "'")
    documents = []
    for document in text.split(END):
        document = re.sub(r"[ \t]+", " ", document)
        document = re.sub(r" ?\n ?", "\n", document)
        document = re.sub(r"\n{3,}", "\n\n", document).strip()
        if len(document) > 40:
            documents.append(document)
    return documents


def rename(document, rng):
    """The same story with its people consistently given other names."""
    table = {}
    for group in NAMES:
        present = [name for name in group if re.search(rf"\b{name}\b", document)]
        table.update(zip(present, rng.sample(group, len(present))))
    if not table:
        return document
    return re.sub(r"\b(" + "|".join(table) + r")\b", lambda match: table[match.group(1)], document)


def train_tokenizer(documents):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    trainer = trainers.BpeTrainer(
        vocab_size=VOCAB,
        special_tokens=[END],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    sample = [d for name in ("pratham", "african_storybook", "fairytales") for d in documents[name]]
    sample += 3 * documents["tinystories"]
    sample += [d[:60000] for name in ("classics", "gutenberg_children") for d in documents[name]]
    tokenizer.train_from_iterator(sample, trainer)
    return tokenizer


def write_tokenizer(tokenizer, folder):
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {
        "tokenizer_class": "GPT2Tokenizer",
        "add_prefix_space": False,
        "bos_token": END,
        "eos_token": END,
        "unk_token": END,
        "model_max_length": CONTEXT,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")


def encode(tokenizer, documents):
    """Token stream, sentence bounds in it, and each sentence encoded as the start of a text."""
    end_id = tokenizer.token_to_id(END)
    stream, starts, ends, opening, opening_at, document_first = [], [], [], [], [0], []
    for document in documents:
        cuts = [0] + [m.start(1) if m.group(1) else m.end() for m in SENTENCE_BREAK.finditer(document)]
        parts = [document[a:b] for a, b in zip(cuts, cuts[1:] + [len(document)]) if b > a]
        inside = tokenizer.encode_batch(parts)
        first = tokenizer.encode_batch([part.lstrip(" ") for part in parts])
        document_first.append(len(starts))
        for i, f in zip(inside, first):
            starts.append(len(stream))
            stream.extend(i.ids)
            ends.append(len(stream))
            opening.extend(f.ids)
            opening_at.append(len(opening))
        stream.append(end_id)
    return {
        "stream": np.array(stream, np.uint16),
        "start": np.array(starts, np.int64),
        "end": np.array(ends, np.int64),
        "opening": np.array(opening, np.uint16),
        "opening_at": np.array(opening_at, np.int64),
        "document": np.array(document_first, np.int64),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--tokenizer-out", type=Path, required=True)
    parser.add_argument("--data-out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = random.Random(args.seed)

    documents = {name: read_documents(args.corpus / f"{name}.txt.xz") for name in SOURCES}
    training = {n: [d for i, d in enumerate(ds) if i % HELD_OUT_EVERY] for n, ds in documents.items()}
    held_out = {n: [d for i, d in enumerate(ds) if i % HELD_OUT_EVERY == 0] for n, ds in documents.items()}
    tokenizer = train_tokenizer(training)
    write_tokenizer(tokenizer, args.tokenizer_out)

    arrays, facts = {}, {"files": {}, "tokens": {}, "held_out_tokens": {}}
    for name in SOURCES:
        path = args.corpus / f"{name}.txt.xz"
        facts["files"][path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
        texts = list(training[name])
        if name == "tinystories":
            for _ in range(RENAMED_COPIES):
                texts += [rename(document, rng) for document in training[name]]
        rng.shuffle(texts)
        for key, value in encode(tokenizer, texts).items():
            arrays[f"{name}.{key}"] = value
        for key, value in encode(tokenizer, held_out[name]).items():
            arrays[f"{name}.held_out.{key}"] = value
        facts["tokens"][name] = int(arrays[f"{name}.stream"].size)
        facts["held_out_tokens"][name] = int(arrays[f"{name}.held_out.stream"].size)
        print(name, facts["tokens"][name], facts["held_out_tokens"][name], flush=True)
    args.data_out.mkdir(parents=True, exist_ok=True)
    np.savez(args.data_out / "data.npz", **arrays)
    (args.data_out / "data.json").write_text(json.dumps(facts, indent=2) + "\n")


if __name__ == "__main__":
    main()
