"""Attention of several heads, of subtracted and gated heads, and of pairs chosen by what tokens say, as official code computes it.

Every recording has queries, keys and values of each head as the code compares them (`q`, `k`, `v`: [heads, tokens, width], positions are
left out) and what comes out before the layer's last matrix (`out`: the same). What the code draws, or has learned, is recorded beside
them. Draws are taken again from the seed that the code was given.
"""

import importlib.util
import sys
import types
from pathlib import Path

import torch
from torch import nn
from transformers import (
    DeepseekV3Config,
    DiffLlamaConfig,
    LlamaConfig,
    Qwen3NextConfig,
    ReformerConfig,
)
from transformers.models.deepseek_v3 import modeling_deepseek_v3 as deepseek
from transformers.models.diffllama import modeling_diffllama as diffllama
from transformers.models.informer import modeling_informer as informer
from transformers.models.llama import modeling_llama as llama
from transformers.models.qwen3_next import modeling_qwen3_next as qwen3_next
from transformers.models.reformer import modeling_reformer as reformer

PACKAGES = ["transformers", "routing-transformer", "fla-core"]

TOKENS = 16
HEADS = 4
WIDTH = 8
HIDDEN = HEADS * WIDTH


def numbers(*shape):
    return torch.randn(*shape)


def causal_mask(tokens):
    return torch.full((tokens, tokens), float("-inf")).triu(1)[None, None]


def unturned(tokens, width):
    """Cosines and sines of no turn at all."""
    return torch.ones(1, tokens, width), torch.zeros(1, tokens, width)


def listened(module, eager="eager_attention_forward"):
    """Replaces a module's plain attention by one that keeps what it is given."""
    heard = []
    official = getattr(module, eager)

    def listening(layer, query, key, value, *arguments, **options):
        heard.append((query[0], key[0], value[0]))
        return official(layer, query, key, value, *arguments, **options)

    setattr(module, eager, listening)
    return heard


def of_heads(out, heads):
    """[1, tokens, heads * width] as [heads, tokens, width]."""
    return out[0].view(out.shape[1], heads, -1).transpose(0, 1)


def plain(layer, out_name="o_proj"):
    """Without the layer's last matrix, with weights large enough to make attention uneven."""
    setattr(layer, out_name, nn.Identity())
    for parameter in layer.parameters():
        if parameter.dim() == 2:
            nn.init.normal_(parameter, std=1.5 / parameter.shape[1] ** 0.5)
    return layer.eval()


def multi_head():
    layer = nn.MultiheadAttention(HIDDEN, HEADS, bias=True, batch_first=True).eval()
    nn.init.normal_(layer.in_proj_weight, std=1.5 / HIDDEN**0.5)
    nn.init.eye_(layer.out_proj.weight)
    x = numbers(1, TOKENS, HIDDEN)
    projected = nn.functional.linear(x, layer.in_proj_weight, layer.in_proj_bias)
    q, k, v = (of_heads(part, HEADS) for part in projected.chunk(3, dim=-1))
    out, weights = layer(x, x, x, average_attn_weights=False, attn_mask=causal_mask(TOKENS)[0, 0])
    return {"q": q, "k": k, "v": v, "out": of_heads(out, HEADS), "weights": weights[0]}


def grouped(groups):
    config = LlamaConfig(
        hidden_size=HIDDEN, num_attention_heads=HEADS, num_key_value_heads=groups, attn_implementation="eager"
    )
    layer = plain(llama.LlamaAttention(config, 0))
    heard = listened(llama)
    out, _ = layer(numbers(1, TOKENS, HIDDEN), unturned(TOKENS, WIDTH), causal_mask(TOKENS))
    q, k, v = heard[0]
    return {"q": q, "k": k, "v": v, "out": of_heads(out, HEADS)}


def latent():
    """The rotary part of queries is nothing, so that latents alone are compared; scores are divided by the root of both widths."""
    rank, rotary = 6, 4
    config = DeepseekV3Config(
        hidden_size=HIDDEN,
        num_attention_heads=HEADS,
        num_key_value_heads=HEADS,
        q_lora_rank=None,
        kv_lora_rank=rank,
        qk_rope_head_dim=rotary,
        qk_nope_head_dim=WIDTH,
        v_head_dim=WIDTH,
        rope_interleave=False,
        attn_implementation="eager",
    )
    layer = plain(deepseek.DeepseekV3Attention(config, 0))
    layer.q_proj.weight.data.view(HEADS, WIDTH + rotary, HIDDEN)[:, WIDTH:] = 0
    latents = []
    layer.kv_a_layernorm.register_forward_hook(lambda _module, _given, made: latents.append(made[0]))
    heard = listened(deepseek)
    out, _ = layer(numbers(1, TOKENS, HIDDEN), unturned(TOKENS, rotary), causal_mask(TOKENS))
    q, k, v = heard[0]
    up = layer.kv_b_proj.weight.view(HEADS, 2 * WIDTH, rank).transpose(1, 2)
    return {
        "q": q[..., :WIDTH],
        "k": k[..., :WIDTH],
        "v": v,
        "latents": latents[0],
        "up_keys": up[..., :WIDTH],
        "up_values": up[..., WIDTH:],
        "scaling": torch.tensor([layer.scaling]),
        "out": of_heads(out, HEADS),
    }


def differential():
    config = DiffLlamaConfig(
        hidden_size=HIDDEN, num_attention_heads=HEADS, num_key_value_heads=HEADS, attn_implementation="eager"
    )
    layer = plain(diffllama.DiffLlamaAttention(config, 2))
    for name in ("lambda_q1", "lambda_k1", "lambda_q2", "lambda_k2"):
        nn.init.normal_(getattr(layer, name), std=0.3)
    heard = listened(diffllama)
    out, _ = layer(numbers(1, TOKENS, HIDDEN), unturned(TOKENS, WIDTH), causal_mask(TOKENS))
    q, k, first = heard[0]
    second = heard[1][2]
    values = torch.cat([first[: HEADS // 2], second[: HEADS // 2]])
    full = torch.exp((layer.lambda_q1 * layer.lambda_k1).sum()) - torch.exp((layer.lambda_q2 * layer.lambda_k2).sum())
    full = full + layer.lambda_init
    pairs = of_heads(out, HEADS // 2)
    return {"q": q, "k": k, "v": values, "lambda": full.reshape(1), "out": torch.cat(pairs.chunk(2, dim=-1))}


def gated():
    config = Qwen3NextConfig(
        hidden_size=HIDDEN,
        num_attention_heads=HEADS,
        num_key_value_heads=HEADS,
        head_dim=WIDTH,
        attn_implementation="eager",
    )
    layer = plain(qwen3_next.Qwen3NextAttention(config, 0))
    opened = []
    layer.q_proj.register_forward_hook(
        lambda _module, _given, made: opened.append(made[0].view(TOKENS, HEADS, 2, WIDTH)[:, :, 1].transpose(0, 1))
    )
    heard = listened(qwen3_next)
    out, _ = layer(numbers(1, TOKENS, HIDDEN), unturned(TOKENS, WIDTH), causal_mask(TOKENS))
    q, k, v = heard[0]
    return {"q": q, "k": k, "v": v, "gates": opened[0], "out": of_heads(out, HEADS)}


def lsh(buckets, causal, chunk=4, rounds=2):
    seed = 5
    config = ReformerConfig(
        hidden_size=HIDDEN,
        num_attention_heads=HEADS,
        attention_head_size=WIDTH,
        is_decoder=causal,
        num_buckets=buckets,
        num_hashes=rounds,
        lsh_attn_chunk_length=chunk,
        hash_seed=seed,
        lsh_attention_probs_dropout_prob=0.0,
    )
    # In double precision: a token that sees itself alone has the score -1e5, which leaves two digits of single precision.
    layer = reformer.LSHSelfAttention(config).eval().double()
    for linear in (layer.query_key, layer.value):
        nn.init.normal_(linear.weight, std=1.5 / HIDDEN**0.5)
    x = numbers(1, TOKENS, HIDDEN).double()
    q, v = (of_heads(linear(x), HEADS) for linear in (layer.query_key, layer.value))
    made = layer(x)
    directions = (sum(buckets) if isinstance(buckets, list) else buckets) // 2
    torch.manual_seed(seed)
    drawn = torch.randn(HEADS, WIDTH, rounds, directions, dtype=torch.double)
    rotations = drawn.permute(0, 2, 3, 1).reshape(HEADS, rounds * directions, WIDTH)
    recorded = {"q": q, "v": v, "rotations": rotations, "out": of_heads(made.hidden_states, HEADS)}
    if made.buckets is not None:
        total = 1
        for factor in buckets if isinstance(buckets, list) else [buckets]:
            total *= factor
        offsets = total * torch.arange(rounds)[:, None]
        recorded["buckets"] = (made.buckets[0] - offsets).transpose(1, 2).float()
    return recorded


def prob_sparse(causal):
    seed = 7
    layer = plain(informer.InformerProbSparseAttention(HIDDEN, HEADS, is_decoder=causal, sampling_factor=1), "out_proj")
    x = numbers(1, TOKENS, HIDDEN)
    q, k, v = (of_heads(linear(x), HEADS) for linear in (layer.q_proj, layer.k_proj, layer.v_proj))
    torch.manual_seed(seed)
    out, weights = layer(x, attention_mask=causal_mask(TOKENS) if causal else None)
    torch.manual_seed(seed)
    sample = torch.randint(0, TOKENS, (TOKENS,))  # all queries share it; as many as there are keys, for a text this short
    return {
        "q": q,
        "k": k,
        "v": v,
        "sample": sample.float(),
        "chosen": torch.tensor([float(weights.shape[2])]),
        "out": of_heads(out, HEADS),
    }


def routing(shared, causal):
    # Of these the package's whole models have need, not its attention.
    for name, what in (("product_key_memory", "PKM"), ("mixture_of_experts", "MoE"), ("local_attention", "LocalAttention")):
        sys.modules.setdefault(name, types.SimpleNamespace(**{what: None}))
    from routing_transformer.routing_transformer import KmeansAttention

    clusters, window = 4, 6
    layer = KmeansAttention(clusters, window, HEADS, WIDTH, causal=causal, shared_qk=shared).eval()
    means = nn.functional.normalize(numbers(HEADS, clusters, WIDTH), dim=-1)
    layer.kmeans.means.data.copy_(means)
    layer.kmeans.initted.data.copy_(torch.tensor(True))
    q, k, v = (numbers(1, HEADS, TOKENS, WIDTH) for _ in range(3))
    out, _ = layer(q, q if shared else k, v)
    return {"q": q[0], "k": k[0], "v": v[0], "centroids": means, "window": torch.tensor([float(window)]), "out": out[0]}


def native_sparse():
    """16 query heads of one group, all alike, since a group chooses its blocks together; the window needs a GPU and is left out."""
    spec = importlib.util.find_spec("fla")
    naive = Path(spec.submodule_search_locations[0]) / "ops" / "nsa" / "naive.py"

    def mean_pooling(x, block, _lengths):
        parts = [part.mean(dim=1, keepdim=True) for part in x.split(block, dim=1)]
        return torch.cat(parts, dim=1)

    kept = {name: sys.modules.get(name) for name in ("fla", "fla.ops", "fla.ops.utils", "fla.ops.utils.pooling")}
    for name in kept:
        sys.modules[name] = types.ModuleType(name)
    sys.modules["fla.ops.utils"].prepare_chunk_offsets = None
    sys.modules["fla.ops.utils.pooling"].mean_pooling = mean_pooling
    loaded = importlib.util.spec_from_file_location("naive_nsa", naive)
    module = importlib.util.module_from_spec(loaded)
    loaded.loader.exec_module(module)
    for name, old in kept.items():
        sys.modules.pop(name) if old is None else sys.modules.__setitem__(name, old)
    tokens, block, count, group = 30, 4, 5, 16
    q = numbers(1, tokens, 1, WIDTH)
    k, v = (numbers(1, tokens, 1, WIDTH) for _ in range(2))
    gates = numbers(1, tokens, 1, 2)
    opened = gates.sigmoid().expand(1, tokens, group, 2)
    out, blocks = module.naive_nsa(
        q.expand(1, tokens, group, WIDTH),
        k,
        v,
        g_cmp=opened[..., 0],
        g_slc=opened[..., 1],
        block_counts=count,
        block_size=block,
        return_block_indices=True,
    )
    return {
        "q": q[0].transpose(0, 1),
        "k": k[0].transpose(0, 1),
        "v": v[0].transpose(0, 1),
        "gates": gates[0, :, 0],
        "blocks": blocks[0, :, 0].float(),
        "sizes": torch.tensor([float(block), float(count)]),
        "out": out[0, :, :1].transpose(0, 1),
    }


def recordings():
    makers = {
        "multi_head": multi_head,
        "grouped": lambda: grouped(2),
        "multi_query": lambda: grouped(1),
        "latent": latent,
        "differential": differential,
        "gated_output": gated,
        "lsh": lambda: lsh(4, False),
        "lsh_causal": lambda: lsh(8, True, rounds=3),
        "lsh_factors": lambda: lsh([2, 4], False),
        "lsh_whole": lambda: lsh(4, False, chunk=TOKENS),
        "prob_sparse": lambda: prob_sparse(False),
        "prob_sparse_causal": lambda: prob_sparse(True),
        "routing": lambda: routing(False, False),
        "routing_shared": lambda: routing(True, False),
        "routing_shared_causal": lambda: routing(True, True),
        "native_sparse": native_sparse,
    }
    made = {}
    with torch.no_grad():
        for seed, (name, make) in enumerate(makers.items()):
            torch.manual_seed(100 + seed)
            made["heads_" + name] = ({key: value.float().contiguous() for key, value in make().items()}, {"made_by": name})
    return made
