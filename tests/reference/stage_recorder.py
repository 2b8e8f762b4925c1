"""Reads the stages of an official model while it runs, and proves the chain from q and k to the attention weights.

Hooks take what modules show. What they do not show (the steps between q·k and the softmax) is computed again here from
the hooked q and k, and must end in the official attention weights: `prove` compares them, the masked scores with what
the official code handed to its softmax, and the weighted sum with what it handed to its output projection.

Names and shapes: README.md. No batch axis.
"""

from contextlib import contextmanager
from dataclasses import dataclass
from typing import Callable

import torch

MASKED = -1e30  # what the official code adds where a query may not look is the smallest float, or -inf


@dataclass
class Attention:
    """What lies between q·k and the softmax in one block. Heads are counted by the recorded q and k."""

    scale: float = 1.0  # factor after q·k
    cap: float | None = None  # cap · tanh(scores / cap)
    bias: Callable | None = None  # (T, S) -> [H, T, S], added after the scale
    official_bias: Callable | None = None  # the same as the official code writes it, where it is written otherwise


class Recorder:
    def __init__(self):
        self.values = {}
        self.softmaxes = []  # (input, output) of each call, in order: that of the blocks
        self.attended = []  # (query, key) handed to the attention function, likewise
        self.attentions = {}  # block -> Attention
        self.prove = None  # an architecture whose scores are not one softmax per block proves them itself

    def keep(self, name, value):
        assert name not in self.values, name
        self.values[name] = value.detach().clone().contiguous()

    @staticmethod
    def one(value):
        """Takes the first of a tuple, and the batch axis away."""
        value = value[0] if isinstance(value, tuple) else value
        return value[0] if value.dim() == 3 else value

    def output(self, module, name, change=lambda v: v):
        module.register_forward_hook(lambda m, i, o: self.keep(name, change(self.one(o))))

    def input(self, module, name, change=lambda v: v):
        def hook(m, arguments, options):
            self.keep(name, change(self.one(arguments[0] if arguments else next(iter(options.values())))))

        module.register_forward_pre_hook(hook, with_kwargs=True)

    def heads(self, module, name, count):
        """The module's output cut into heads."""
        self.output(module, name, lambda v: v.reshape(v.shape[0], count, -1))

    def of_heads(self, module, name, heads_first):
        """An output that has heads already, [1, H, T, d] or [1, T, H, d], as [T, H, d]."""
        module.register_forward_hook(lambda m, i, o: self.keep(name, o[0].transpose(0, 1) if heads_first else o[0]))

    def joined(self, module, name, count):
        """The module's input cut into heads."""
        self.input(module, name, lambda v: v.reshape(v.shape[0], count, -1))

    def parts(self, module, named_cuts):
        """Several recordings of one output: {name: function}."""

        def hook(m, i, o):
            for name, cut in named_cuts.items():
                self.keep(name, cut(self.one(o)))

        module.register_forward_hook(hook)

    def rows(self, module, name):
        """The table's own rows, before the module scales them."""
        module.register_forward_hook(lambda m, i, o: self.keep(name, m.weight[i[0].reshape(-1)]))

    def attended_by(self, module, method):
        """Hears the queries and keys of an attention that is a method of the module."""
        official = getattr(module, method)

        def heard(query, key, *arguments, **options):
            self.attended.append((query[0].detach().clone(), key[0].detach().clone()))
            return official(query, key, *arguments, **options)

        setattr(module, method, heard)

    def repeated(self, layers):
        """For a module that is called once for each of these layers: names have {} where the layer's number belongs."""
        part, calls = Recorder(), {}

        def keep(name, value):
            turn = calls[name] = calls.get(name, -1) + 1
            self.keep(name.format(layers[turn]), value)

        part.keep = keep
        return part

    @contextmanager
    def listening(self, attention_home=None):
        """Sees every softmax, and the queries and keys as the attention function gets them."""
        softmax = torch.nn.functional.softmax

        def heard(scores, *arguments, **options):
            result = softmax(scores, *arguments, **options)
            self.softmaxes.append((scores.detach().clone(), result.detach().clone()))
            return result

        torch.nn.functional.softmax = heard
        eager = getattr(attention_home, "eager_attention_forward", None)
        if eager:

            def attended(module, query, key, *arguments, **options):
                self.attended.append((query[0].detach().clone(), key[0].detach().clone()))
                return eager(module, query, key, *arguments, **options)

            attention_home.eager_attention_forward = attended
        try:
            yield
        finally:
            torch.nn.functional.softmax = softmax
            if eager:
                attention_home.eager_attention_forward = eager

    def add_rotated(self, block):
        """Queries and keys after rotation [T, H, d], as the attention function got them."""
        query, key = self.attended[block]
        self.keep(f"blocks.{block}.attn.hook_rot_q", query.transpose(0, 1))
        self.keep(f"blocks.{block}.attn.hook_rot_k", key.transpose(0, 1))

    def latest(self, block, letter):
        """[H, T, d]: rotated if the model rotates, else normalised if it normalises, else as projected."""
        name = f"blocks.{block}.attn."
        for kind in (f"hook_rot_{letter}", f"{letter}_norm.hook_normalized", f"hook_{letter}"):
            if name + kind in self.values:
                return self.values[name + kind].transpose(0, 1)
        raise KeyError(name + letter)

    def add_scores(self, block, tolerance):
        """Every step from q·k to the weights."""
        name, attention = f"blocks.{block}.attn.", self.attentions[block]
        official_scores, official = (part[0] for part in self.softmaxes[block])
        q, k = self.latest(block, "q"), self.latest(block, "k")
        heads, tokens, keys = official.shape
        assert q.shape[0] == heads and heads % k.shape[0] == 0
        scores = q @ k.repeat_interleave(heads // k.shape[0], 0).transpose(1, 2)
        self.keep(name + "raw_scores", scores)
        scores = scores * attention.scale
        self.keep(name + "scaled_scores", scores)
        if attention.cap is not None:
            scores = attention.cap * torch.tanh(scores / attention.cap)
            self.keep(name + "capped_scores", scores)
        unbiased = scores
        if attention.bias is not None:
            scores = scores + attention.bias(tokens, keys).to(scores)
            self.keep(name + "biased_scores", scores)
        hidden = official_scores < MASKED
        scores = scores.masked_fill(hidden, float("-inf"))
        self.keep(name + "hook_attn_scores", scores)
        self.keep(name + "hook_pattern", official)

        as_official = scores
        if attention.official_bias is not None:
            as_official = unbiased + attention.official_bias(tokens, keys).to(scores)
        far = (as_official - official_scores).masked_fill(hidden, 0).abs().max()
        assert far <= 1e-5 * max(1, official_scores.masked_fill(hidden, 0).abs().max()), (name, far)
        v = self.values[name + "hook_v"].transpose(0, 1)
        z = (official @ v.repeat_interleave(heads // v.shape[0], 0)).transpose(0, 1)
        self.must_agree(name, official, z, tolerance)

    def must_agree(self, name, official, z, tolerance):
        """The recomputed scores lead to the official weights, and these to what the output projection was given."""
        difference = (torch.softmax(self.values[name + "hook_attn_scores"], -1) - official).abs().max().item()
        assert difference <= tolerance, (name, difference)
        assert torch.allclose(z, self.values[name + "hook_z"], rtol=1e-5, atol=1e-5), name


@contextmanager
def all_in_double():
    """Official code casts to float32 in norms and softmax even when the model is float64; here it does not."""
    single, cast = torch.float32, torch.Tensor.float
    torch.float32, torch.float = torch.float64, torch.float64
    torch.Tensor.float = torch.Tensor.double
    try:
        yield
    finally:
        torch.float32, torch.float = single, single
        torch.Tensor.float = cast
