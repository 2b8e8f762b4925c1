"""How positions are told, graphs, and what stands beside attention: transformers, torch-geometric, torch."""

import json

import torch
from torch import nn
from torch_geometric.nn import GATConv
from transformers import LlamaConfig, MptConfig, T5Config, Wav2Vec2BertConfig
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS
from transformers.models.bloom.modeling_bloom import build_alibi_tensor
from transformers.models.gptj import modeling_gptj
from transformers.models.llama import modeling_llama
from transformers.models.mpt.modeling_mpt import MptAttention, build_mpt_alibi_tensor
from transformers.models.t5.modeling_t5 import T5Attention
from transformers.models.wav2vec2_bert.modeling_wav2vec2_bert import Wav2Vec2BertSelfAttention

PACKAGES = ["torch-geometric", "transformers"]

TOKENS = 12
WIDTH = 8


def drawn(*shape):
    return torch.randn(*shape)


def of_heads(x, heads):
    """[1, T, H · d] as [H, T, d]."""
    return x[0].reshape(x.shape[1], heads, -1).transpose(0, 1)


def causal(tokens):
    return torch.ones(tokens, tokens, dtype=torch.bool).triu(1)


def bloom_slopes():
    """Row h − 1: the slopes of h heads, then zeros. BLOOM adds slope · s: of token 1 the slope itself."""
    slopes = torch.zeros(16, 16)
    for heads in range(1, 17):
        alibi = build_alibi_tensor(torch.ones(1, 2), heads, torch.float32)
        slopes[heads - 1, :heads] = alibi.reshape(heads, 2)[:, 1]
    return {"slopes": slopes}, {}


def mpt():
    heads = 4
    attention = MptAttention(MptConfig(d_model=heads * WIDTH, n_heads=heads, n_layers=1)).eval()
    kept = {}
    attention.Wqkv.register_forward_hook(lambda m, i, o: kept.update(zip("qkv", o.chunk(3, dim=2))))
    attention.out_proj.register_forward_hook(lambda m, i, o: kept.update(out=i[0]))
    with torch.no_grad():
        attention.Wqkv.weight.normal_(std=0.3)
    _, weights = attention(drawn(1, TOKENS, heads * WIDTH), build_mpt_alibi_tensor(heads, TOKENS), attention_mask=causal(TOKENS))
    return {name: of_heads(value, heads) for name, value in kept.items()} | {"weights": weights[0]}, {}


def t5(is_decoder):
    heads = 2
    config = T5Config(
        d_model=heads * WIDTH,
        d_kv=WIDTH,
        num_heads=heads,
        relative_attention_num_buckets=8,
        relative_attention_max_distance=10,
        dropout_rate=0.0,
        attn_implementation="eager",
    )
    config.is_decoder = is_decoder
    attention = T5Attention(config, has_relative_attention_bias=True).eval()
    kept = {}
    with torch.no_grad():
        for name in "qkv":
            getattr(attention, name).weight.normal_(std=0.3)
            getattr(attention, name).register_forward_hook(lambda m, i, o, n=name: kept.update({n: o}))
        attention.relative_attention_bias.weight.normal_()
    attention.o.register_forward_hook(lambda m, i, o: kept.update(out=i[0]))
    mask = torch.zeros(1, 1, TOKENS, TOKENS)
    if is_decoder:
        mask.masked_fill_(causal(TOKENS), torch.finfo(torch.float32).min)
    weights = attention(drawn(1, TOKENS, heads * WIDTH), mask=mask)[-1]
    assert weights.shape == (1, heads, TOKENS, TOKENS)
    tensors = {name: of_heads(value, heads) for name, value in kept.items()}
    return tensors | {"weights": weights[0], "biases": attention.relative_attention_bias.weight}, {"distance": "10"}


def t5_buckets():
    distances = torch.arange(-300, 301)
    return {
        f"{'both' if both else 'earlier'}.{buckets}.{farthest}": T5Attention._relative_position_bucket(
            distances, bidirectional=both, num_buckets=buckets, max_distance=farthest
        ).float()
        for both in (True, False)
        for buckets, farthest in ((32, 128), (8, 20), (16, 50))
    }, {"first": "-300"}


def relative():
    """The part for keys. No library has the part for values."""
    farthest = 3
    config = Wav2Vec2BertConfig(
        hidden_size=WIDTH,
        num_attention_heads=1,
        position_embeddings_type="relative_key",
        left_max_position_embeddings=farthest,
        right_max_position_embeddings=farthest,
        attention_dropout=0.0,
        attn_implementation="eager",
    )
    attention = Wav2Vec2BertSelfAttention(config).eval()
    kept = {}
    for name in "qkv":
        module = getattr(attention, "linear_" + name)
        module.register_forward_hook(lambda m, i, o, n=name: kept.update({n: o[0]}))
    _, weights = attention(drawn(1, TOKENS, WIDTH))
    return kept | {"weights": weights[0, 0], "keys": attention.distance_embedding.weight}, {}


def rotary(kind, neighbours=False):
    """Turned queries and keys. "dynamic" with factor 1 and twice the context is NTK-aware stretching by 2."""
    context = 64
    config = LlamaConfig(hidden_size=16, num_attention_heads=1, max_position_embeddings=context)
    parameters = {
        "default": {},
        "linear": {"factor": 4.0},
        "dynamic": {"factor": 1.0},
        "yarn": {"factor": 4.0, "original_max_position_embeddings": context},
    }[kind]
    config.rope_parameters = {"rope_type": kind, "rope_theta": 10000.0} | parameters
    if kind == "default":
        embedding = modeling_llama.LlamaRotaryEmbedding(config)
        speeds, longer = embedding.inv_freq, embedding.attention_scaling
    else:
        speeds, longer = ROPE_INIT_FUNCTIONS[kind](config, torch.device("cpu"), seq_len=2 * context)
    q, k, v = (drawn(TOKENS, 16) for _ in range(3))
    angles = torch.arange(TOKENS)[:, None].float() * speeds
    if neighbours:
        sine, cosine = angles.sin()[None] * longer, angles.cos()[None] * longer
        turned = [modeling_gptj.apply_rotary_pos_emb(x[None, :, None], sine, cosine)[0, :, 0] for x in (q, k)]
    else:
        both = torch.cat((angles, angles), dim=-1)[None]
        turned = modeling_llama.apply_rotary_pos_emb(q[None, None], k[None, None], both.cos() * longer, both.sin() * longer)
        turned = [x[0, 0] for x in turned]
    out = nn.functional.scaled_dot_product_attention(turned[0], turned[1], v)
    metadata = {"speeds": json.dumps([float(x) for x in speeds]), "context": str(context)}
    return {"q": q, "k": k, "v": v, "turned_q": turned[0], "turned_k": turned[1], "out": out}, metadata


def gat():
    """A tree of ten nodes, edges both ways; the module adds the loops."""
    nodes = 10
    edges = [[node, node // 2] for node in range(1, nodes)]
    module = GATConv(WIDTH, WIDTH, heads=1, bias=False, negative_slope=0.2)
    x = drawn(nodes, WIDTH)
    index = torch.tensor([pair for a, b in edges for pair in ((a, b), (b, a)) if a != b]).T
    out, (looped, shares) = module(x, index, return_attention_weights=True)
    weights = torch.zeros(nodes, nodes)
    weights[looped[1], looped[0]] = shares[:, 0]
    return {
        "v": x,
        "map": module.lin.weight,
        "of_query": module.att_dst[0],
        "of_key": module.att_src[0],
        "weights": weights,
        "out": out,
    }, {"edges": json.dumps([end for edge in edges for end in edge])}


def cell(make):
    module = make(WIDTH, WIDTH, batch_first=True)
    x = drawn(1, TOKENS, WIDTH)
    out, last = module(x)
    tensors = {name.removesuffix("_l0"): value for name, value in module.named_parameters()}
    if isinstance(last, tuple):
        tensors["last_memory"] = last[1][0]
    return tensors | {"v": x[0], "out": out[0]}, {}


def convolution():
    tensors = {"v": drawn(TOKENS, WIDTH)}
    for width in (3, 4):
        module = nn.Conv1d(WIDTH, WIDTH, width, padding="same")
        x = tensors["v"].T[None]
        tensors |= {f"weight.{width}": module.weight.reshape(WIDTH, -1), f"bias.{width}": module.bias, f"out.{width}": module(x)[0].T}
        module.padding = 0
        tensors[f"causal.{width}"] = module(nn.functional.pad(x, (width - 1, 0)))[0].T
    return tensors, {}


def recordings():
    torch.manual_seed(12)
    with torch.no_grad():
        return {
            "alibi_slopes": bloom_slopes(),
            "alibi": mpt(),
            "t5_both": t5(False),
            "t5_earlier": t5(True),
            "t5_buckets": t5_buckets(),
            "relative": relative(),
            "rotary": rotary("default"),
            "rotary_neighbours": rotary("default", neighbours=True),
            "rotary_linear": rotary("linear"),
            "rotary_ntk": rotary("dynamic"),
            "rotary_yarn": rotary("yarn"),
            "gat": gat(),
            "elman": cell(nn.RNN),
            "lstm": cell(nn.LSTM),
            "gru": cell(nn.GRU),
            "convolution": convolution(),
        }
