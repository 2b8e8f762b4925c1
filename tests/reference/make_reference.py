"""Records what the official implementations compute, for the C++ tests to compare with.

    pip install -r requirements.txt
    python make_reference.py --out . --storyteller ../../resources/models/storyteller

Every number comes from transformers' own GPT2LMHeadModel (eager attention, float32, one thread), read with
forward hooks; every token from the tokenizers library. The result depends on the seeds below and on the pinned
versions only. Names and shapes are TransformerLens's without the batch axis; see README.md.
"""

import argparse
import hashlib
import json
import platform
import shutil
from pathlib import Path

import numpy
import safetensors
import tokenizers
import torch
import transformers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import GPT2Config, GPT2LMHeadModel

import make_families
from recording_files import byte_offsets, rounding, save_recording

SEED = 331
END = "<|endoftext|>"

TINY_TEXT = (
    "The miller had a mill by the water, and the water turned the wheel. When the wheel turned, the stones "
    "turned with it, and between the stones the wheat became flour. The miller's daughter carried the flour to "
    "the town, where the baker made bread of it; and the miller ate the bread, and went back to the mill. "
    "So it went, day after day, until the water stopped. “Where is the water?” asked the miller. "
    "Nobody knew. The daughter walked up the stream, past the meadow and past the wood, and there she found "
    "a beaver, a dam, and a lake as still as glass. Café, naïve, Überfluss, 水, 🌊. "
)
TINY_EXPECTED = {
    "single": "W",
    "ordinary": "The miller's daughter asked where the water went.",
    "unicode": "Ünï水 e\u0301 🌊👍🏽!",
    "full": TINY_TEXT,  # cut to the model's 64 positions
}
MODEL_FOLDERS = ("gpt2_tiny", "gpt2_tiny_f16", "gpt2_tiny_bf16_sharded", "storyteller")
STORYTELLER_TEXT = "Once upon a time, there was a little girl named Lily. Lily"
ROUNDING_NOTE = "largest |float32 - float64| of the reference itself, by tensor, over all texts"


def tiny_tokenizer():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    trainer = trainers.BpeTrainer(
        vocab_size=331,
        special_tokens=[END],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator([TINY_TEXT], trainer)
    return tokenizer


def tiny_model(vocabulary):
    """Odd sizes, an epsilon of its own, and weights large enough for uneven attention."""
    config = GPT2Config(
        vocab_size=vocabulary,
        n_positions=64,
        n_embd=30,
        n_layer=3,
        n_head=5,
        n_inner=77,
        layer_norm_epsilon=3e-5,
        activation_function="gelu_new",
        attn_pdrop=0.0,
        embd_pdrop=0.0,
        resid_pdrop=0.0,
        bos_token_id=0,
        eos_token_id=0,
    )
    config._attn_implementation = "eager"
    model = GPT2LMHeadModel(config).eval()
    generator = torch.Generator().manual_seed(SEED)
    for name, weight in sorted(model.named_parameters()):
        noise = torch.randn(weight.shape, generator=generator)
        if ".ln_" in name and name.endswith("weight"):
            weight.data = 1 + 0.2 * noise
        else:
            weight.data = noise * (0.15 if name.endswith("bias") else 0.25)
    return model


class Recorder:
    """Reads a GPT2LMHeadModel's stages while it runs."""

    def __init__(self, model):
        self.model = model
        self.heads = model.config.n_head
        self.values = {}
        self.scores = []
        core = model.transformer
        self.output(core.wte, "hook_embed")
        core.wpe.register_forward_hook(lambda m, i, o: self.keep("hook_pos_embed", o.reshape(o.shape[-2:])))
        for layer, block in enumerate(core.h):
            name = f"blocks.{layer}."
            self.input(block, name + "hook_resid_pre")
            self.output(block.ln_1, name + "ln1.hook_normalized")
            block.attn.c_attn.register_forward_hook(lambda m, i, o, n=name: self.keep_qkv(n, o[0]))
            block.attn.register_forward_hook(lambda m, i, o, n=name: self.keep(n + "attn.hook_pattern", o[1][0]))
            block.attn.c_proj.register_forward_pre_hook(
                lambda m, i, n=name: self.keep(n + "attn.hook_z", self.by_head(i[0][0]))
            )
            block.attn.register_forward_hook(lambda m, i, o, n=name: self.keep(n + "hook_attn_out", o[0][0]))
            self.input(block.ln_2, name + "hook_resid_mid")
            self.output(block.ln_2, name + "ln2.hook_normalized")
            self.output(block.mlp.c_fc, name + "mlp.hook_pre")
            self.output(block.mlp.act, name + "mlp.hook_post")
            self.output(block.mlp, name + "hook_mlp_out")
            self.output(block, name + "hook_resid_post")
        self.output(core.ln_f, "ln_final.hook_normalized")

    def keep(self, name, value):
        self.values[name] = value.detach().clone().contiguous()

    def by_head(self, value):
        return value.reshape(value.shape[0], self.heads, -1)

    def keep_qkv(self, name, value):
        for letter, part in zip("qkv", value.chunk(3, -1)):
            self.keep(f"{name}attn.hook_{letter}", self.by_head(part))

    def input(self, module, name):
        module.register_forward_pre_hook(lambda m, i: self.keep(name, i[0][0]))

    def output(self, module, name):
        module.register_forward_hook(lambda m, i, o: self.keep(name, (o[0] if isinstance(o, tuple) else o)[0]))

    @torch.no_grad()
    def run(self, ids):
        self.values, self.scores = {}, []
        softmax = torch.nn.functional.softmax

        def listening(scores, *arguments, **options):
            self.scores.append(scores[0].detach().clone())
            return softmax(scores, *arguments, **options)

        torch.nn.functional.softmax = listening
        try:
            logits = self.model(torch.tensor([ids]), use_cache=False).logits[0]
        finally:
            torch.nn.functional.softmax = softmax
        assert len(self.scores) == self.model.config.n_layer
        future = torch.ones(len(ids), len(ids), dtype=torch.bool).triu(1)
        for layer, scores in enumerate(self.scores):
            name = f"blocks.{layer}.attn."
            q, k = (self.values[name + "hook_" + letter].transpose(0, 1) for letter in "qk")
            self.keep(name + "raw_scores", q @ k.transpose(1, 2))
            self.keep(name + "hook_attn_scores", scores.masked_fill(future, float("-inf")))
        self.keep("logits", logits)
        return self.values


def encoded(tokenizer, text):
    encoding = tokenizer.encode(text)
    metadata = {
        "text": text,
        "ids": json.dumps(encoding.ids),
        "pieces": json.dumps(encoding.tokens, ensure_ascii=False),
        "byte_offsets": json.dumps(byte_offsets(text, encoding.offsets)),
    }
    return encoding.ids, metadata


def make_tiny(out):
    tokenizer = tiny_tokenizer()
    model = tiny_model(tokenizer.get_vocab_size())
    folder = out / "gpt2_tiny"
    model.save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))

    exact_model = GPT2LMHeadModel(model.config).eval().double()
    exact_model.load_state_dict({n: w.double() for n, w in model.state_dict().items()})
    recorder, exact_recorder = Recorder(model), Recorder(exact_model)
    worst = {}
    for name, text in TINY_EXPECTED.items():
        if name == "full":
            text = tokenizer.decode(tokenizer.encode(text).ids[: model.config.n_positions])
        ids, metadata = encoded(tokenizer, text)
        assert name != "full" or len(ids) == model.config.n_positions
        assert name != "single" or len(ids) == 1
        values = recorder.run(ids)
        for kind, difference in rounding(values, exact_recorder.run(ids)).items():
            worst[kind] = max(worst.get(kind, 0.0), difference)
        save_recording(values, folder / f"expected_{name}.safetensors", metadata)

    for suffix, kind, options in (
        ("f16", torch.float16, {}),
        ("bf16_sharded", torch.bfloat16, {"max_shard_size": "40KB"}),
    ):
        folder = out / f"gpt2_tiny_{suffix}"
        GPT2LMHeadModel.from_pretrained(out / "gpt2_tiny", dtype=kind).save_pretrained(folder, **options)
        tokenizer.save(str(folder / "tokenizer.json"))
        rounded = GPT2LMHeadModel.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
        ids, metadata = encoded(tokenizer, TINY_EXPECTED["ordinary"])
        values = Recorder(rounded).run(ids)
        save_recording({"logits": values["logits"]}, folder / "expected_ordinary.safetensors", metadata)
    for generated in out.glob("gpt2_tiny*/generation_config.json"):
        generated.unlink()
    return worst


def make_storyteller(model_folder, out):
    tokenizer = Tokenizer.from_file(str(model_folder / "tokenizer.json"))
    load = lambda kind: GPT2LMHeadModel.from_pretrained(model_folder, dtype=kind, attn_implementation="eager").eval()
    model, exact_model = load(torch.float32), load(torch.float64)
    ids, metadata = encoded(tokenizer, STORYTELLER_TEXT)
    metadata["model_sha256"] = hashlib.sha256((model_folder / "model.safetensors").read_bytes()).hexdigest()

    def chosen(values):
        kept = {n: v for n, v in values.items() if n.endswith(("hook_pattern", "hook_resid_post"))}
        return kept | {"logits_last": values["logits"][-1].clone()}

    values = chosen(Recorder(model).run(ids))
    exact = chosen(Recorder(exact_model).run(ids))
    folder = out / "storyteller"
    folder.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        prompt = torch.tensor([tokenizer.encode("Once upon a time").ids])
        greedy = model.generate(prompt, attention_mask=torch.ones_like(prompt), max_new_tokens=24, do_sample=False, pad_token_id=0)
    metadata["greedy_prompt"] = "Once upon a time"
    metadata["greedy_ids"] = json.dumps(greedy[0].tolist())
    metadata["greedy_text"] = tokenizer.decode(greedy[0].tolist())
    save_recording(values, folder / "expected_sentence.safetensors", metadata)
    return rounding(values, exact)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--storyteller", type=Path, required=True, help="folder with Storyteller's model and tokenizer")
    args = parser.parse_args()
    torch.set_num_threads(1)
    transformers.logging.set_verbosity_error()

    for name in MODEL_FOLDERS:
        shutil.rmtree(args.out / name, ignore_errors=True)
    manifest = {
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "transformers": transformers.__version__,
            "tokenizers": tokenizers.__version__,
            "safetensors": safetensors.__version__,
            "numpy": numpy.__version__,
        },
        "seed": SEED,
        "rounding_of_the_reference": {
            "meaning": ROUNDING_NOTE,
            "gpt2_tiny": make_tiny(args.out),
            "storyteller": make_storyteller(args.storyteller, args.out),
        },
    }
    outputs = sorted(p for f in MODEL_FOLDERS for p in (args.out / f).rglob("*") if p.is_file())
    manifest["sha256"] = {str(p.relative_to(args.out)): hashlib.sha256(p.read_bytes()).hexdigest() for p in outputs}
    (args.out / "MANIFEST.json").write_text(json.dumps(manifest, indent=1) + "\n")
    make_families.make(args.out / "families", list(make_families.FAMILIES))


if __name__ == "__main__":
    main()
