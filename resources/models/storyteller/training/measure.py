"""Measures a trained Storyteller folder: what its heads do, what it writes, and that it is what was trained.

    python measure.py --model DIR --log OUT/log.jsonl --data DIR --out record.json

Loads the folder with transformers' GPT2LMHeadModel (eager attention) and scores every head:

previous_token  mean attention from a token to the one before it, over ordinary sentences (queries from token 2 on)
first_token     mean attention to token 0, over ordinary sentences (queries from token 3 on)
same_token      mean attention to the earlier occurrence of the same token, over repeated random tokens
induction       mean attention to the token after that earlier occurrence, over the same
"""

import argparse
import hashlib
import json
import platform
from pathlib import Path

import numpy as np
import tokenizers
import torch
import transformers

import train

SENTENCES = [
    "Once upon a time there was a little girl who lived near the forest.",
    "The cat sat on the mat because it was tired.",
    "Tom gave the red ball to Lily and she smiled.",
    "The dog that the children loved ran across the wide green field.",
    "My mother said that we could go to the park after lunch.",
    "When the sun came up, the birds began to sing in the old tree.",
    "The king and the queen had a son who wanted to see the world.",
    "I like to eat apples, but my brother likes to eat bread with honey.",
]
PROMPTS = [
    "Once upon a time",
    "Once upon a time, there was a little",
    "One day, Tom went to the park with his",
    "The cat sat on the mat because",
    "Lily and Ben were playing in the garden. Suddenly,",
    "The old king had three sons. The youngest",
]
PERIOD, REPEATS = 24, 32


def score_heads(model, tokenizer):
    shape = (train.LAYERS, train.HEADS)
    previous, first, weight_previous, weight_first = np.zeros(shape), np.zeros(shape), 0, 0
    for sentence in SENTENCES:
        ids = tokenizer.encode(sentence).ids
        attention = torch.stack(model(torch.tensor([ids]), output_attentions=True).attentions)[:, 0].double().numpy()
        previous += sum(attention[:, :, t, t - 1] for t in range(2, len(ids)))
        first += sum(attention[:, :, t, 0] for t in range(3, len(ids)))
        weight_previous += len(ids) - 2
        weight_first += len(ids) - 3
    generator = np.random.default_rng(7)
    block = generator.integers(1, train.VOCAB, (REPEATS, PERIOD))
    result = model(torch.from_numpy(np.tile(block, 2)), output_attentions=True)
    attention = torch.stack(result.attentions).double().numpy()  # [layer, text, head, query, key]
    queries = range(PERIOD, 2 * PERIOD)
    same = np.mean([attention[:, :, :, t, t - PERIOD] for t in queries], axis=0).mean(1)
    induction = np.mean([attention[:, :, :, t, t - PERIOD + 1] for t in queries], axis=0).mean(1)
    guesses = result.logits.argmax(-1).numpy()[:, PERIOD : 2 * PERIOD - 1]
    copied = float((guesses == block[:, 1:]).mean())
    heads = [
        {
            "layer": layer,
            "head": head,
            "previous_token": round(float(previous[layer, head] / weight_previous), 3),
            "first_token": round(float(first[layer, head] / weight_first), 3),
            "same_token": round(float(same[layer, head]), 3),
            "induction": round(float(induction[layer, head]), 3),
        }
        for layer in range(train.LAYERS)
        for head in range(train.HEADS)
    ]
    return heads, copied


def continuations(model, tokenizer):
    samples = []
    for prompt in PROMPTS:
        ids = torch.tensor([tokenizer.encode(prompt).ids])
        for temperature in (0.0, 0.6):
            torch.manual_seed(3)
            options = {"do_sample": True, "temperature": temperature, "top_k": 40} if temperature else {"do_sample": False}
            out = model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=70, pad_token_id=0, **options)
            new = out[0, ids.shape[1] :].tolist()
            if 0 in new:
                new = new[: new.index(0)]
            samples.append({"prompt": prompt, "temperature": temperature, "continuation": tokenizer.decode(new)})
    return samples


def difference_from_training_module(model, tokenizer):
    """Largest difference of the logits from train.py's own forward pass in float32, on the same float16 weights."""
    weights = {n: p.float() for n, p in model.state_dict().items() if n != "lm_head.weight"}
    worst = 0.0
    for sentence in SENTENCES:
        tokens = torch.tensor([tokenizer.encode(sentence).ids])
        positions = torch.arange(tokens.shape[1])[None]
        own = train.logits_of(weights, tokens, positions, train.causal_mask(tokens.shape[1]), torch.float32)
        worst = max(worst, (own - model(tokens).logits[0]).abs().max().item())
    return worst


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help="Hugging Face folder with tokenizer.json")
    parser.add_argument("--log", type=Path, required=True, help="log.jsonl of the training run")
    parser.add_argument("--data", type=Path, required=True, help="folder with data.json")
    parser.add_argument("--machine", default="one core of a 2-core x86-64 CPU (AVX-512 BF16), no GPU")
    parser.add_argument("--seed", type=int, default=20, help="the seed train.py was given")
    parser.add_argument("--notes", default="", help="a remark for the record")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)

    tokenizer = tokenizers.Tokenizer.from_file(str(args.model / "tokenizer.json"))
    model = transformers.GPT2LMHeadModel.from_pretrained(args.model, attn_implementation="eager", dtype=torch.float32).eval()
    heads, copied = score_heads(model, tokenizer)
    curve = list({line["step"]: line for line in map(json.loads, reversed(args.log.read_text().splitlines()))}.values())[::-1]
    data = json.loads((args.data / "data.json").read_text())
    record = {
        "model": {
            "parameters": sum(p.numel() for p in model.parameters()),
            "file_sha256": hashlib.sha256((args.model / "model.safetensors").read_bytes()).hexdigest(),
        },
        "data": data
        | {
            "shares_of_text_windows": {"at_share_of_time": train.TIMES} | train.SHARES,
            "share_of_repeated_windows": {"at_share_of_time": train.REPEATED_TIMES, "share": train.REPEATED_SHARE},
        },
        "training": {
            "seed": args.seed,
            "steps": curve[-1]["step"],
            "tokens": curve[-1]["tokens"],
            "tokens_per_step": train.TOKENS_PER_STEP,
            "seconds": curve[-1]["seconds"],
            "machine": args.machine,
            "optimizer": f"Muon (rate {train.MUON_RATE}, momentum 0.95) for the matrices of the layers, "
            f"AdamW (rate {train.ADAM_RATE}, betas 0.9 0.98) for the rest",
            "dropout": f"{train.DROPOUT} of what each half layer adds, from {train.DROPOUT_FROM} of the time",
            "weight_decay": {"muon": train.WEIGHT_DECAY, "adamw": 0.01},
            "schedule": f"{train.WARMUP_STEPS} warm-up steps, constant to {train.HOLD_UNTIL} of the time, then linear to 0",
            "window_lengths": f"{train.SHORT} to {train.LONG_FROM} of the time, then {train.LONG}",
            "matrix_products": "bfloat16; weights, residual stream and softmax float32",
            "notes": args.notes,
        },
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "transformers": transformers.__version__,
            "tokenizers": tokenizers.__version__,
            "numpy": np.__version__,
        },
        "loss_curve": curve,
        "largest_logit_difference_from_training_module": difference_from_training_module(model, tokenizer),
        "repeated_random_tokens_copied": round(copied, 3),
        "heads": heads,
        "samples": continuations(model, tokenizer),
    }
    args.out.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n")
    print("largest logit difference", record["largest_logit_difference_from_training_module"], "copied", copied)
    for score in ("previous_token", "first_token", "same_token", "induction"):
        best = sorted(heads, key=lambda h: -h[score])[:6]
        print(score, [(h["layer"], h["head"], h[score]) for h in best])
    for sample in record["samples"]:
        print(f"[{sample['temperature']}] {sample['prompt']} |{sample['continuation']}")


if __name__ == "__main__":
    main()
