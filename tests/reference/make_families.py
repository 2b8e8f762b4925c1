"""Builds a tiny seeded checkpoint of every family and records what the official implementation computes with it.

    python make_families.py --out families [NAME ...]

Each folder is opened with the official from_pretrained (eager attention, float32, one thread) and recorded with hooks;
what hooks cannot see is recomputed and proven (stage_recorder.py). See README.md.
"""

import argparse
import copy
import hashlib
import json
import platform
import shutil
import zlib
from pathlib import Path

import safetensors
import torch
import transformers
from safetensors.torch import load_file, save_file

import tokenizers
from decoder_families import DECODERS
from encoder_families import ENCODERS
from recording_files import byte_offsets, rounding, save_recording
from small_families import SMALL
from stage_recorder import Recorder, all_in_double
from two_stack_families import TWO_STACKS

FAMILIES = ENCODERS | DECODERS | TWO_STACKS | SMALL

SEED = 331
GREEDY_TOKENS = 20
# The official scores of OPT, BART and BERT are scaled before the product, here after it: a few roundings apart.
PROOF = 1e-6


def seed_weights(model, family, name):
    """Weights large enough for uneven attention, biases that matter, norm gains away from 1."""
    generator = torch.Generator().manual_seed(SEED + zlib.crc32(name.encode()) % 100000 + family.seed)
    tensors = dict(model.named_parameters()) | {n: b for n, b in model.named_buffers() if n == "final_logits_bias"}
    centred_at_zero = "gemma" in model.config.model_type  # its norms multiply by 1 + weight
    with torch.no_grad():
        for key, weight in sorted(tensors.items()):
            if model.config.model_type in ("marian", "pegasus") and "embed_positions" in key:
                continue  # computed, not learned
            noise = torch.randn(weight.shape, generator=generator)
            gain = next((g for part, g in family.gain.items() if part in key), 1.0)
            module = model.get_submodule(key.rpartition(".")[0])
            if "norm" in type(module).__name__.lower() and key.endswith("weight"):
                weight.copy_((0 if centred_at_zero else 1) + 0.3 * gain * noise)
            elif weight.dim() == 1 or key == "final_logits_bias":
                weight.copy_(0.3 * gain * noise)
            elif isinstance(module, torch.nn.Embedding):
                weight.copy_(0.6 * gain * noise)
            else:
                inputs = weight.shape[0] if "Conv1D" in type(module).__name__ else weight.shape[1]
                weight.copy_(1.3 * gain * noise / inputs**0.5)


def write_folder(folder, name, family):
    """config.json, weights and tokenizer; afterwards the folder is all there is."""
    config = family.config(**copy.deepcopy(family.sizes))
    config._attn_implementation = "eager"
    torch.manual_seed(SEED)
    model = family.make(config).eval()
    seed_weights(model, family, name)
    model = model.to(getattr(torch, family.dtype))
    model.config.dtype = family.dtype
    options = {"max_shard_size": family.shard} if family.shard else {}
    model.save_pretrained(folder, **options)
    (folder / "generation_config.json").unlink(missing_ok=True)
    if family.old_config:
        path = folder / "config.json"
        written = json.loads(path.read_text())
        family.old_config(written)
        written.pop("transformers_version", None)
        path.write_text(json.dumps(written, indent=2, sort_keys=True) + "\n")
    if family.on_hub:
        path = folder / "model.safetensors"
        tensors = family.on_hub(load_file(path))
        save_file(tensors, path, metadata={"format": "pt"})
        opened = opened_folder(folder, family, torch.float32)
        for key, weight in opened.state_dict().items():
            assert torch.equal(weight, tensors.get(key, model.state_dict()[key]).float()), key
    tokenizer = family.tokenizer()
    assert tokenizer.get_vocab_size() <= config.vocab_size
    (folder / "tokenizer.json").write_text(tokenizer.to_str(), encoding="utf-8")
    limit = getattr(config, "max_position_embeddings", None) or 64
    about = {"clean_up_tokenization_spaces": False, "model_max_length": limit}
    about |= {"tokenizer_class": "PreTrainedTokenizerFast"} | family.special
    (folder / "tokenizer_config.json").write_text(json.dumps(about, indent=2, sort_keys=True) + "\n")
    return tokenizer


def opened_folder(folder, family, dtype):
    model = family.make.from_pretrained(folder, dtype=dtype, attn_implementation="eager").eval()
    if hasattr(getattr(model, "bert", None), "set_attention_type"):
        model.bert.set_attention_type("original_full")  # what BigBird does itself for texts as short as these
    return model


def inputs_of(model, family, tokenizer, text, second):
    """What the model is given, and the metadata that says so."""
    paired = second is not None and not model.config.is_encoder_decoder
    encoding = tokenizer.encode(text, second) if paired else tokenizer.encode(text)
    inputs = {"input_ids": torch.tensor([encoding.ids])}
    offsets = [
        byte_offsets(second if sequence == 1 else text, [span])[0]
        for span, sequence in zip(encoding.offsets, encoding.sequence_ids)
    ]
    metadata = {
        "text": text,
        "ids": json.dumps(encoding.ids),
        "pieces": json.dumps(encoding.tokens, ensure_ascii=False),
        "byte_offsets": json.dumps(offsets),
    }
    if getattr(model.config, "type_vocab_size", 0) > 1:
        inputs["token_type_ids"] = torch.tensor([encoding.type_ids])
        metadata["segments"] = json.dumps(encoding.type_ids)
    if paired:
        metadata["pair"] = second
    if family.global_first:
        mask = torch.zeros(1, len(encoding.ids), dtype=torch.long)
        mask[0, 0] = 1
        inputs["global_attention_mask"] = mask
    if model.config.is_encoder_decoder:
        target = tokenizer.encode(second).ids
        assert target[-1] == model.config.eos_token_id
        target = [model.config.decoder_start_token_id] + target[:-1]
        inputs["decoder_input_ids"] = torch.tensor([target])
        metadata["target"] = second
        metadata["target_ids"] = json.dumps(target)
    return inputs, metadata


def record(model, family, inputs, tolerance):
    rec = Recorder()
    home = __import__(type(model).__module__, fromlist=["eager_attention_forward"])
    copied = copy.deepcopy(model)  # hooks stay on the copy
    family.listen(rec, copied)
    with torch.no_grad(), rec.listening(home):
        caching = {"use_cache": False} if getattr(model.config, "use_cache", None) is not None else {}
        if "MultipleChoice" in type(model).__name__:  # of one choice
            inputs = {name: given[None] for name, given in inputs.items()}
        result = copied(**inputs, **caching, output_attentions=False)
    words = getattr(result, "prediction_logits", None)
    if words is None and "classifier.logits" not in rec.values:
        words = getattr(result, "logits", None)
    if words is not None:
        rec.keep("logits", words[0])
    with torch.no_grad():
        if rec.attended and rotates(model.config):
            for block in rec.attentions:
                rec.add_rotated(block)
        if rec.prove:
            rec.prove(inputs["input_ids"].shape[1], tolerance)
        else:
            assert len(rec.softmaxes) == len(rec.attentions)
            for block in rec.attentions:
                rec.add_scores(block, tolerance)
    return rec.values


def rotates(config):
    return getattr(config, "rope_parameters", None) is not None or getattr(config, "rotary_dim", None) is not None


def outline(values, blocks):
    """What the shorter recordings keep of these blocks and of the heads."""
    names = tuple(f"blocks.{b}.{n}" for b in blocks for n in ("attn.hook_pattern", "hook_resid_post"))
    kept = {n: v for n, v in values.items() if n in names}
    kept |= {n: v for n, v in values.items() if n.startswith(("pooler.", "classifier."))}
    if "logits" in values:
        kept["logits_last"] = values["logits"][-1].clone()
    return kept


def greedy(model, inputs, tokenizer):
    """The most probable token, again and again; a small gap between the two best would let another rounding decide."""
    two_stacks = model.config.is_encoder_decoder
    start = inputs["decoder_input_ids"][:, :1] if two_stacks else inputs["input_ids"]
    ids, gap = start, float("inf")
    ends = model.config.eos_token_id
    with torch.no_grad():
        for _ in range(GREEDY_TOKENS):
            given = {"input_ids": inputs["input_ids"], "decoder_input_ids": ids} if two_stacks else {"input_ids": ids}
            best = model(**given, use_cache=False).logits[0, -1].topk(2)
            gap = min(gap, (best.values[0] - best.values[1]).item())
            ids = torch.cat([ids, best.indices[:1][None]], 1)
            if best.indices[0].item() == ends:
                break
        settings = transformers.GenerationConfig(
            max_new_tokens=GREEDY_TOKENS,
            do_sample=False,
            num_beams=1,
            eos_token_id=ends,
            pad_token_id=model.config.pad_token_id if model.config.pad_token_id is not None else ends,
            decoder_start_token_id=getattr(model.config, "decoder_start_token_id", None),
        )
        mask = torch.ones_like(inputs["input_ids"])
        official = model.generate(inputs["input_ids"], attention_mask=mask, generation_config=settings)
    assert official[0].tolist() == ids[0].tolist(), (official, ids)
    assert gap > 1e-3, gap
    return {
        "greedy_ids": json.dumps(ids[0].tolist()),
        "greedy_text": tokenizer.decode(ids[0].tolist()),
        "greedy_gap": f"{gap:.4f}",
    }


def unevenness(values):
    """How far from uniform: 0 is uniform attention, 1 all on one token; the mean over every row that has a choice."""
    shares = []
    for name, pattern in values.items():
        if name.endswith("hook_pattern"):
            seen = (pattern > 0).sum(-1).double()
            entropy = -(pattern * pattern.clamp_min(1e-30).log()).sum(-1).double()
            shares.append((1 - entropy / seen.clamp_min(2).log())[seen > 1])
    return torch.cat([s.flatten() for s in shares]).mean().item()


def make_family(name, out):
    family = FAMILIES[name]
    folder = out / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tokenizer = write_folder(folder, name, family)
    model = opened_folder(folder, family, torch.float32)
    exact = opened_folder(folder, family, torch.float32).double()
    worst = {}
    for kind, text, second in family.texts:
        inputs, metadata = inputs_of(model, family, tokenizer, text, second)
        values = record(model, family, inputs, PROOF)
        with all_in_double():
            exactly = record(exact, family, inputs, PROOF)
        for part, difference in rounding(values, exactly).items():
            worst[part] = max(worst.get(part, 0.0), difference)
        metadata["stages"] = "all" if kind == "full" else "outline"
        if kind == "full" and family.greedy:
            metadata |= greedy(model, inputs, tokenizer)
        if kind == "full":
            print(
                f"{name:24} uneven {unevenness(values):.2f}",
                metadata.get("greedy_text", ""),
                metadata.get("greedy_gap", ""),
            )
        if kind != "full":
            blocks = [n.split(".")[1] for n in values if n.endswith("hook_pattern")]
            values = outline(values, blocks if kind == "long" else blocks[-1:])
        save_recording(values, folder / f"expected_{kind}.safetensors", metadata)
    size = sum(p.stat().st_size for p in folder.iterdir())
    print(f"{'':24} {size // 1000} kB, {len(json.loads(metadata['ids']))} tokens, worst {max(worst.values()):.1e}")
    return worst


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("names", nargs="*", help="only these families")
    args = parser.parse_args()
    make(args.out, args.names or list(FAMILIES))


def make(out, names):
    torch.set_num_threads(1)
    transformers.logging.set_verbosity_error()
    path = out / "MANIFEST.json"
    before = json.loads(path.read_text()) if path.exists() else {}
    far = before.get("rounding_of_the_reference", {})
    for name in names:
        far[name] = make_family(name, out)
    manifest = {
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "transformers": transformers.__version__,
            "tokenizers": tokenizers.__version__,
            "safetensors": safetensors.__version__,
        },
        "seed": SEED,
        "rounding_of_the_reference": {name: far[name] for name in FAMILIES if name in far},
        "sha256": {
            str(p.relative_to(out)): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in sorted(out.rglob("*"))
            if p.is_file() and p != path
        },
    }
    path.write_text(json.dumps(manifest, indent=1) + "\n")


if __name__ == "__main__":
    main()
