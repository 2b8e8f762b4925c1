"""Trains Storyteller, a GPT-2-type model of 1.4 million parameters, on one CPU core.

    python train.py --data DIR --out DIR --minutes 90

Reads DIR/data.npz (see prepare.py). Every schedule below is a function of the share of the time that has
passed, so that the learning rate reaches zero at the deadline however fast the machine is. A checkpoint in the
Hugging Face layout is written to OUT/ckpt every few minutes, the loss curve to OUT/log.jsonl.
"""

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import save_file

LAYERS, HEADS, WIDTH, INNER, VOCAB, CONTEXT = 4, 8, 128, 512, 4096, 1024
END_ID = 0

# Share of the text windows taken from each source, at the moments TIMES (0 start, 1 end), linear in between.
TIMES = (0, 0.22, 0.23, 0.49, 0.50, 1)
SHARES = {
    "tinystories": (0.58, 0.61, 0.48, 0.50, 0.61, 0.65),
    "fairytales": (0.14, 0.13, 0.15, 0.15, 0.12, 0.11),
    "pratham": (0.06, 0.06, 0.07, 0.07, 0.06, 0.06),
    "african_storybook": (0.03, 0.03, 0.03, 0.03, 0.03, 0.03),
    "classics": (0.13, 0.12, 0.19, 0.18, 0.13, 0.11),
    "gutenberg_children": (0.06, 0.05, 0.08, 0.07, 0.05, 0.04),
}
# Share of all windows that are a block of tokens repeated with a random period, at its own moments.
REPEATED_TIMES = (0, 0.22, 0.23, 0.31, 0.32, 0.67, 0.68, 1)
REPEATED_SHARE = (0.10, 0.10, 0.40, 0.40, 0.08, 0.055, 0.05, 0.03)
REPEATED_TEXT_UNTIL = 0.67  # then a block is never a piece of text, so that ordinary text is not taught to loop
DOCUMENT_START, SENTENCE_START = 0.35, 0.45  # the remaining windows start anywhere
SKIPPED_POSITIONS = 0.25  # windows whose later part is given later positions than it has

SHORT, LONG = 256, 1024  # window lengths
LONG_FROM = 0.88  # share of the time after which windows are LONG
TOKENS_PER_STEP = 4096

MUON_RATE, ADAM_RATE, WEIGHT_DECAY = 0.015, 0.003, 0.1
WARMUP_STEPS, HOLD_UNTIL = 150, 0.35
DROPOUT = 0.07  # from DROPOUT_FROM of the time
DROPOUT_FROM = 0.22


class Windows:
    """Draws training windows."""

    def __init__(self, path, seed):
        arrays = np.load(path)
        self.rng = np.random.default_rng(seed)
        keys = ["stream", "start", "end", "opening", "opening_at", "document"]
        self.sources = {n: {k: arrays[f"{n}.{k}"] for k in keys} for n in SHARES}
        self.held_out = {n: {k: arrays[f"{n}.held_out.{k}"] for k in keys} for n in SHARES}
        counts = np.zeros(VOCAB)
        for source in self.sources.values():
            counts += np.bincount(source["stream"], minlength=VOCAB)
        self.frequency = counts / counts.sum()

    @staticmethod
    def take(stream, start, length):
        return np.take(stream, np.arange(start, start + length), mode="wrap")

    def from_sentence(self, source, sentence, length):
        """A window whose first sentence is encoded as the start of a text."""
        a, b = source["opening_at"][sentence], source["opening_at"][sentence + 1]
        first = source["opening"][a:b][:length]
        return np.concatenate([first, self.take(source["stream"], source["end"][sentence], length - len(first))])

    def text(self, name, length):
        source, rng = self.sources[name], self.rng
        kind = rng.random()
        if kind < DOCUMENT_START:
            return self.from_sentence(source, rng.choice(source["document"]), length)
        if kind < DOCUMENT_START + SENTENCE_START:
            return self.from_sentence(source, rng.integers(len(source["start"])), length)
        return self.take(source["stream"], rng.integers(len(source["stream"])), length)

    def repeated(self, progress, length):
        """A block repeated with a random period, and which of its tokens can be predicted.

        The block is random tokens, as frequent as in text or all alike, or a piece of text.
        """
        rng = self.rng
        period = int(math.exp(rng.uniform(math.log(3), math.log(length // 2))))
        kind = rng.random()
        if kind < 0.25 and progress < REPEATED_TEXT_UNTIL:
            stream = self.sources["tinystories"]["stream"]
            block = self.take(stream, rng.integers(len(stream)), period)
        else:
            block = rng.choice(VOCAB, period, p=self.frequency if kind < 0.6 else None)
        return np.resize(block, length), np.arange(length) >= period

    def batch(self, progress, count, length):
        """tokens, positions and targets, each [count, length]; a target of -100 is not scored."""
        rng = self.rng
        shares = np.array([np.interp(progress, TIMES, values) for values in SHARES.values()])
        repeated_share = np.interp(progress, REPEATED_TIMES, REPEATED_SHARE)
        tokens = np.empty((count, length + 1), np.int64)
        scored = np.ones((count, length + 1), bool)
        positions = np.tile(np.arange(length), (count, 1))
        for row in range(count):
            if rng.random() < repeated_share:
                tokens[row], scored[row] = self.repeated(progress, length + 1)
            else:
                name = rng.choice(list(SHARES), p=shares / shares.sum())
                tokens[row] = self.text(name, length + 1)
            if length < CONTEXT and rng.random() < SKIPPED_POSITIONS:
                positions[row, rng.integers(1, length // 4) :] += rng.integers(CONTEXT - length + 1)
        targets = np.where(scored[:, 1:], tokens[:, 1:], -100)
        return torch.from_numpy(tokens[:, :-1].copy()), torch.from_numpy(positions), torch.from_numpy(targets)

    def fixed(self, sources, name, count, length):
        """The first documents of a source, each from its start: for measuring the loss."""
        source = sources[name]
        at = np.linspace(0, len(source["document"]) - 1, count).astype(int)
        tokens = np.stack([self.from_sentence(source, source["document"][i], length + 1) for i in at]).astype(np.int64)
        positions = np.tile(np.arange(length), (count, 1))
        return torch.from_numpy(tokens[:, :-1].copy()), torch.from_numpy(positions), torch.from_numpy(tokens[:, 1:].copy())


def make_weights(seed):
    """Named as in GPT2LMHeadModel; matrices are [in, out]."""
    generator = torch.Generator().manual_seed(seed)

    def normal(rows, columns, deviation=0.02):
        return torch.randn(rows, columns, generator=generator) * deviation

    place = torch.arange(CONTEXT)[:, None] * torch.exp(torch.arange(WIDTH // 2) * (-math.log(2000.0) / (WIDTH // 2)))
    weights = {
        "transformer.wte.weight": normal(VOCAB, WIDTH),
        "transformer.wpe.weight": 0.02 * torch.stack([place.sin(), place.cos()], 2).reshape(CONTEXT, WIDTH),
        "transformer.ln_f.weight": torch.ones(WIDTH),
        "transformer.ln_f.bias": torch.zeros(WIDTH),
    }
    for i in range(LAYERS):
        block = f"transformer.h.{i}."
        for norm in ("ln_1", "ln_2"):
            weights[block + norm + ".weight"] = torch.ones(WIDTH)
            weights[block + norm + ".bias"] = torch.zeros(WIDTH)
        for name, rows, columns in (
            ("attn.c_attn", WIDTH, 3 * WIDTH),
            ("attn.c_proj", WIDTH, WIDTH),
            ("mlp.c_fc", WIDTH, INNER),
            ("mlp.c_proj", INNER, WIDTH),
        ):
            deviation = WIDTH**-0.5 / (math.sqrt(2 * LAYERS) if name.endswith("c_proj") else 1)
            weights[block + name + ".weight"] = normal(rows, columns, deviation)
            weights[block + name + ".bias"] = torch.zeros(columns)
    return {name: torch.nn.Parameter(value) for name, value in weights.items()}


def logits_of(w, tokens, positions, mask, kind, kept=None):
    """The forward pass. Matrix products in `kind`, the residual stream and the softmax in float32.

    `kept`, while training, multiplies what each half layer adds: 0 where dropped, else 1 / (1 - DROPOUT).
    """
    count, length = tokens.shape

    def norm(x, name):
        return F.layer_norm(x, (WIDTH,), w[name + ".weight"], w[name + ".bias"]).to(kind)

    def linear(x, name):
        return torch.addmm(w[name + ".bias"].to(kind), x, w[name + ".weight"].to(kind))

    x = (w["transformer.wte.weight"][tokens] + w["transformer.wpe.weight"][positions]).view(-1, WIDTH)
    def dropped(x, place):
        return x.float() if kept is None else x.float() * kept[place]

    for i in range(LAYERS):
        block = f"transformer.h.{i}."
        qkv = linear(norm(x, block + "ln_1"), block + "attn.c_attn")
        q, k, v = qkv.view(count, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
        scores = (q @ k.transpose(-1, -2)).float() * (WIDTH // HEADS) ** -0.5 + mask
        z = torch.softmax(scores, -1).to(kind) @ v
        x = x + dropped(linear(z.transpose(1, 2).reshape(-1, WIDTH), block + "attn.c_proj"), 2 * i)
        inner = F.gelu(linear(norm(x, block + "ln_2"), block + "mlp.c_fc"), approximate="tanh")
        x = x + dropped(linear(inner, block + "mlp.c_proj"), 2 * i + 1)
    return norm(x, "transformer.ln_f") @ w["transformer.wte.weight"].to(kind).t()


def loss_of(w, tokens, positions, targets, mask, kept=None):
    logits = logits_of(w, tokens, positions, mask, torch.bfloat16, kept)
    return F.cross_entropy(logits.float(), targets.reshape(-1))


def causal_mask(length):
    return torch.full((length, length), -1e9).triu(1)


class Muon:
    """Momentum whose step, for each matrix, is replaced by the nearest orthogonal matrix (Jordan et al. 2024).

    The query, key and value parts of c_attn are treated as three matrices.
    """

    def __init__(self, weights):
        parts = [p for m in weights for p in (m.split(WIDTH, 1) if m.shape == (WIDTH, 3 * WIDTH) else (m,))]
        self.weights = weights
        self.groups = [[i for i, p in enumerate(parts) if min(p.shape) == max(p.shape)]]
        self.groups.append([i for i in range(len(parts)) if i not in self.groups[0]])
        self.momentum = [torch.zeros(len(g), WIDTH, max(parts[g[0]].shape)) for g in self.groups]

    @staticmethod
    def orthogonal(x):
        x = (x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)).bfloat16()
        for _ in range(5):
            square = x @ x.transpose(1, 2)
            x = 3.4445 * x + (-4.775 * square + 2.0315 * square @ square) @ x
        return x.float()

    @staticmethod
    def parts(tensors):
        return [p for t in tensors for p in (t.split(WIDTH, 1) if t.shape == (WIDTH, 3 * WIDTH) else (t,))]

    @torch.no_grad()
    def step(self, rate, momentum=0.95):
        gradients = self.parts([w.grad for w in self.weights])
        targets = self.parts([w.data for w in self.weights])
        for group, store in zip(self.groups, self.momentum):
            stack = torch.stack([gradients[i] if gradients[i].shape[0] == WIDTH else gradients[i].t() for i in group])
            store.lerp_(stack, 1 - momentum)
            update = self.orthogonal(stack.lerp(store, momentum))
            for i, change in zip(group, update):
                rows, columns = targets[i].shape
                targets[i].mul_(1 - rate * WEIGHT_DECAY)
                targets[i].sub_(rate * max(1.0, columns / rows) ** 0.5 * (change if rows == WIDTH else change.t()))


def rate_at(progress, step):
    warm = min(1.0, (step + 1) / WARMUP_STEPS)
    return warm * min(1.0, max(0.0, (1 - progress) / (1 - HOLD_UNTIL)))


def save(weights, folder):
    """Writes the Hugging Face folder's config.json and model.safetensors (float16)."""
    folder.mkdir(parents=True, exist_ok=True)
    config = {
        "architectures": ["GPT2LMHeadModel"],
        "model_type": "gpt2",
        "vocab_size": VOCAB,
        "n_positions": CONTEXT,
        "n_ctx": CONTEXT,
        "n_embd": WIDTH,
        "n_layer": LAYERS,
        "n_head": HEADS,
        "n_inner": INNER,
        "activation_function": "gelu_new",
        "layer_norm_epsilon": 1e-5,
        "scale_attn_weights": True,
        "scale_attn_by_inverse_layer_idx": False,
        "reorder_and_upcast_attn": False,
        "attn_pdrop": 0.0,
        "embd_pdrop": 0.0,
        "resid_pdrop": 0.0,
        "tie_word_embeddings": True,
        "bos_token_id": END_ID,
        "eos_token_id": END_ID,
        "torch_dtype": "float16",
    }
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    halves = {name: w.detach().to(torch.float16).contiguous() for name, w in weights.items()}
    save_file(halves, folder / "model.safetensors.part", metadata={"format": "pt"})
    (folder / "model.safetensors.part").rename(folder / "model.safetensors")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with data.npz")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=90)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--resume", action="store_true", help="go on from OUT/resume.pt")
    args = parser.parse_args()
    torch.set_num_threads(1)
    args.out.mkdir(parents=True, exist_ok=True)

    windows = Windows(args.data / "data.npz", args.seed)
    weights = make_weights(args.seed)
    matrices = [w for n, w in weights.items() if n.startswith("transformer.h.") and w.dim() == 2]
    others = [w for n, w in weights.items() if not (n.startswith("transformer.h.") and w.dim() == 2)]
    muon = Muon(matrices)
    adam = torch.optim.AdamW(others, lr=ADAM_RATE, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    compiled = torch.compile(loss_of, dynamic=False)
    pool = torch.ones(64, TOKENS_PER_STEP, WIDTH, dtype=torch.bfloat16)  # dropout masks, one renewed every step

    step, seen, earlier = 0, 0, 0.0
    if args.resume:
        state = torch.load(args.out / "resume.pt")
        for name, w in weights.items():
            w.data.copy_(state["weights"][name])
        muon.momentum = state["muon"]
        adam.load_state_dict(state["adam"])
        step, seen, earlier = state["step"], state["seen"], state["elapsed"]
        windows.rng = np.random.default_rng(args.seed + step)

    probes = {
        "train_tinystories": windows.fixed(windows.sources, "tinystories", 64, SHORT),
        "held_out_tinystories": windows.fixed(windows.held_out, "tinystories", 64, SHORT),
        "held_out_fairytales": windows.fixed(windows.held_out, "fairytales", 14, SHORT),
    }
    start = time.time() - earlier
    total = args.minutes * 60
    averaged, next_probe = None, earlier
    while True:
        elapsed = time.time() - start
        progress = elapsed / total
        done = progress >= 1
        if elapsed >= next_probe or done:
            next_probe = elapsed + 240
            short_mask = causal_mask(SHORT)
            with torch.no_grad():
                losses = {
                    name: np.mean([loss_of(weights, *(t[i : i + 8] for t in probe), short_mask).item() for i in range(0, len(probe[0]), 8)])
                    for name, probe in probes.items()
                }
            line = {"step": step, "tokens": seen, "seconds": round(elapsed), "running_loss": averaged} | losses
            line = {k: round(v, 4) if isinstance(v, float) else v for k, v in line.items()}
            print(json.dumps(line), flush=True)
            with open(args.out / "log.jsonl", "a") as log:
                log.write(json.dumps(line) + "\n")
            save(weights, args.out / "ckpt")
            state = {"weights": {n: w.data for n, w in weights.items()}, "muon": muon.momentum, "adam": adam.state_dict()}
            state |= {"step": step, "seen": seen, "elapsed": elapsed}
            torch.save(state, args.out / "resume.part")
            (args.out / "resume.part").rename(args.out / "resume.pt")
            if done:
                break
        length = SHORT if progress < LONG_FROM else LONG
        tokens, positions, targets = windows.batch(progress, TOKENS_PER_STEP // length, length)
        keep = 1 - DROPOUT if progress >= DROPOUT_FROM else 1.0
        pool[step % len(pool)].bernoulli_(keep).div_(keep)
        kept = pool[torch.from_numpy(windows.rng.permutation(len(pool))[: 2 * LAYERS])]
        loss = compiled(weights, tokens, positions, targets, causal_mask(length), kept)
        loss.backward()
        rate = rate_at(progress, step)
        torch.nn.utils.clip_grad_norm_(others, 1.0)
        for group in adam.param_groups:
            group["lr"] = ADAM_RATE * rate
        adam.step()
        muon.step(MUON_RATE * rate)
        for w in weights.values():
            w.grad = None
        step, seen = step + 1, seen + TOKENS_PER_STEP
        value = loss.item()
        averaged = value if averaged is None else 0.98 * averaged + 0.02 * value
        if step % 50 == 0:
            print(f"step {step} tokens {seen} loss {averaged:.3f} {elapsed:.0f} s", flush=True)


if __name__ == "__main__":
    main()
