"""How scores become weights, and which keys a query looks at: entmax, torch, transformers."""

import math

import torch
from entmax import entmax15, sparsemax
from torch.nn import functional
from transformers import BigBirdConfig, LongformerConfig
from transformers.models.big_bird.modeling_big_bird import BigBirdBlockSparseAttention, BigBirdModel
from transformers.models.gpt_oss.modeling_gpt_oss import eager_attention_forward
from transformers.models.longformer.modeling_longformer import LongformerSelfAttention

PACKAGES = ["entmax", "transformers"]

TOKENS = 12
WIDTH = 8


def drawn():
    return {name: torch.randn(TOKENS, WIDTH) for name in "qkv"}


def simplex():
    """Rows of scores, small to large, and two that are equal."""
    scores = torch.randn(8, TOKENS) * torch.tensor([0.1, 0.5, 1, 1, 2, 3, 6, 10])[:, None]
    scores[3, 1] = scores[3, 0]
    return {"scores": scores, "sparsemax": sparsemax(scores, dim=-1), "entmax15": entmax15(scores, dim=-1)}, {}


def products():
    """torch's own attention with temperature 0.5, 1 and 2, and under masks."""
    numbers = drawn()
    q, k, v = numbers["q"], numbers["k"], numbers["v"]
    attention = functional.scaled_dot_product_attention
    away = torch.arange(TOKENS)[None] - torch.arange(TOKENS)[:, None]
    made = {f"temperature.{t}": attention(q, k, v, scale=1 / (t * math.sqrt(WIDTH))) for t in (0.5, 1, 2)}
    made["causal"] = attention(q, k, v, is_causal=True)
    made["window"] = attention(q, k, v, attn_mask=away.abs() <= 2)
    made["streaming"] = attention(q, k, v, attn_mask=(away <= 0) & ((away > -3) | (torch.arange(TOKENS) < 2)[None]))
    return numbers | made, {}


class OneHead(torch.nn.Module):
    """What the official function asks of its module."""

    def __init__(self, sink):
        super().__init__()
        self.sinks = torch.tensor([sink])
        self.num_key_value_groups = 1


def sinks():
    numbers = drawn()
    made = {}
    for sink in (-2.0, 0.0, 3.0):
        out, weights = eager_attention_forward(
            OneHead(sink), *(numbers[name][None, None] for name in "qkv"), attention_mask=None, scaling=1 / math.sqrt(WIDTH)
        )
        made |= {f"out.{sink:g}": out[0, :, 0], f"weights.{sink:g}": weights[0, 0]}
    return numbers | made, {}


def kept_of(module, names):
    kept = {}
    for name in names:
        module.get_submodule(name).register_forward_hook(lambda m, i, o, n=name[0]: kept.update({n: o.reshape(-1, WIDTH).clone()}))
    return kept


def longformer():
    """Two keys to each side; the first two tokens global, by the same maps as the others."""
    config = LongformerConfig(
        hidden_size=WIDTH, num_attention_heads=1, attention_window=[4], attention_probs_dropout_prob=0.0, num_hidden_layers=1
    )
    module = LongformerSelfAttention(config, layer_id=0).eval()
    for name in ("query", "key", "value"):
        getattr(module, name).weight.normal_(std=0.4)
        getattr(module, name + "_global").load_state_dict(getattr(module, name).state_dict())
    kept = kept_of(module, ("query", "key", "value"))
    mask = torch.zeros(1, TOKENS)
    mask[0, :2] = 10000
    (out,) = module(
        torch.randn(1, TOKENS, WIDTH),
        attention_mask=mask,
        is_index_masked=mask < 0,
        is_index_global_attn=mask > 0,
        is_global_attn=True,
    )[:1]
    return kept | {"out": out[0]}, {"reach": "2", "global": "2"}


def big_bird():
    """Its own draws: a test can only compare what is not drawn, and how many blocks are."""
    tokens, block = 32, 4
    config = BigBirdConfig(
        hidden_size=WIDTH, num_attention_heads=1, block_size=block, num_random_blocks=1, max_position_embeddings=64, use_bias=True
    )
    module = BigBirdBlockSparseAttention(config, seed=1).train()  # otherwise nothing is drawn; it has no dropout
    for name in ("query", "key", "value"):
        getattr(module, name).weight.normal_(std=0.4)
    kept = kept_of(module, ("query", "key", "value"))
    blocked, band, from_mask, to_mask = BigBirdModel.create_masks_for_block_sparse_attn(torch.ones(1, tokens), block)
    out, weights = module(torch.randn(1, tokens, WIDTH), band, from_mask, to_mask, blocked, blocked)
    return kept | {"out": out[0], "weights": weights[0, 0]}, {"block": str(block), "random": "1"}


def recordings():
    torch.manual_seed(13)
    with torch.no_grad():
        return {
            "simplex": simplex(),
            "products": products(),
            "sinks": sinks(),
            "longformer": longformer(),
            "bigbird": big_bird(),
        }
