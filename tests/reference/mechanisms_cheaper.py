"""What official implementations compute of mechanisms that are cheaper than every pair, recurrent, or another order of the same: each on queries,
keys and values of one head. What an implementation draws is recorded beside them."""

import importlib.util
import sysconfig
from pathlib import Path

import torch

PACKAGES = ["performer-pytorch", "linformer", "transformers", "fla-core"]

TOKENS = 24
WIDTH = 8


def normal(*shape, seed):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def head(seed):
    return [normal(TOKENS, WIDTH, seed=10 * seed + i) for i in range(3)]


def naive(path, name):
    """A function of a file of fla that runs without a GPU, without what the package imports around it."""
    file = Path(sysconfig.get_paths()["purelib"]) / "fla" / "ops" / path / "naive.py"
    spec = importlib.util.spec_from_file_location("naive_" + path.replace("/", "_"), file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, name)


def of_torch(function):
    """What transformers itself computes where it would rather call a kernel that needs a GPU."""
    return getattr(function, "__wrapped__", function)


def performer():
    from performer_pytorch import performer_pytorch as official

    torch.manual_seed(1)
    directions = official.gaussian_orthogonal_random_matrix(20, WIDTH)
    q, k, v = head(1)
    queries, keys = (
        official.softmax_kernel(x[None, None], projection_matrix=directions, is_query=is_query) for x, is_query in ((q, True), (k, False))
    )
    return {
        "q": q,
        "k": k,
        "v": v,
        "directions": directions,
        "features_of_queries": queries[0, 0],
        "features_of_keys": keys[0, 0],
        "output": official.linear_attention(queries, keys, v[None, None])[0, 0],
        "causal": official.causal_linear_attention_noncuda(queries, keys, v[None, None], eps=0.0)[0, 0],
    }


def linformer():
    from linformer import LinformerSelfAttention

    torch.manual_seed(2)
    module = LinformerSelfAttention(WIDTH, TOKENS, k=6, heads=1)
    module.to_out = torch.nn.Identity()
    x = normal(1, TOKENS, WIDTH, seed=20)
    return {
        "q": module.to_q(x)[0],
        "k": module.to_k(x)[0],
        "v": module.to_v(x)[0],
        "of_keys": module.proj_k.T,
        "of_values": module.proj_v.T,
        "output": module(x)[0],
    }


def nystromformer():
    from transformers import NystromformerConfig
    from transformers.models.nystromformer.modeling_nystromformer import NystromformerSelfAttention

    torch.manual_seed(3)
    config = NystromformerConfig(hidden_size=WIDTH, num_attention_heads=1, num_landmarks=6, segment_means_seq_len=TOKENS)
    module = NystromformerSelfAttention(config).eval()
    module.conv_kernel_size = None
    for map in (module.query, module.key, module.value):
        torch.nn.init.normal_(map.weight, std=0.5)
    x = normal(1, TOKENS, WIDTH, seed=30)
    return {"q": module.query(x)[0], "k": module.key(x)[0], "v": module.value(x)[0], "output": module(x)[0][0]}


def fnet():
    from transformers import FNetConfig
    from transformers.models.fnet.modeling_fnet import FNetBasicFourierTransform

    v = normal(TOKENS, WIDTH, seed=40)
    return {"v": v, "output": FNetBasicFourierTransform(FNetConfig(hidden_size=WIDTH))(v[None])[0][0]}


def linear():
    q, k, v = head(5)
    by_head = [x[None, :, None] for x in (torch.nn.functional.elu(q) + 1, torch.nn.functional.elu(k) + 1, v)]
    output = naive("linear_attn", "naive_recurrent_linear_attn")(*by_head, scale=1.0, normalize=True)[0]
    return {"q": q, "k": k, "v": v, "causal": output[0, :, 0]}


def retention():
    q, k, v = head(6)
    two = [torch.stack([x, x])[None] for x in (q, k, v)]
    return {"q": q, "k": k, "v": v, "second_head": naive("retention", "naive_retention")(*two)[0, 1]}


def gated_linear_attention():
    q, k, v = head(7)
    gates = torch.nn.functional.logsigmoid(normal(TOKENS, WIDTH, seed=73)) / 4
    output = naive("gla", "naive_recurrent_gla")(*(x[None, :, None] for x in (q, k, v, gates)))[0]
    return {"q": q, "k": k, "v": v, "gates": gates.exp(), "output": output[0, :, 0]}


def in_length_one(x):
    return x * torch.rsqrt((x * x).sum(-1, keepdim=True) + 1e-6)


def delta_rule():
    q, k, v = head(8)
    strengths = torch.sigmoid(normal(TOKENS, seed=83))
    by_head = [x[None, None] for x in (in_length_one(q), in_length_one(k), v, strengths)]
    output = naive("delta_rule", "delta_rule_recurrence")(*by_head)[0]
    return {"q": q, "k": k, "v": v, "strengths": strengths[:, None], "output": output[0, 0]}


def gated_delta_rule():
    from transformers.models.qwen3_next.modeling_qwen3_next import torch_recurrent_gated_delta_rule

    q, k, v = head(9)
    strengths = torch.sigmoid(normal(TOKENS, seed=93))
    gates = torch.nn.functional.logsigmoid(normal(TOKENS, seed=94))
    by_head = [x[None, :, None] for x in (q, k, v)]
    qwen = of_torch(torch_recurrent_gated_delta_rule)(*by_head, gates[None, :, None], strengths[None, :, None], use_qk_l2norm_in_kernel=True)[0]
    normalised = [in_length_one(q)[None, :, None], in_length_one(k)[None, :, None], v[None, :, None]]
    fla = naive("gated_delta_rule", "naive_recurrent_gated_delta_rule")(*normalised, strengths[None, :, None], gates[None, :, None])[0]
    return {
        "q": q,
        "k": k,
        "v": v,
        "strengths": strengths[:, None],
        "gates": gates.exp()[:, None],
        "qwen3_next": qwen[0, :, 0],
        "output": fla[0, :, 0],
    }


def mamba2():
    from transformers.models.mamba2.modeling_mamba2 import mamba2_chunk_scan

    q, k, v = head(11)
    raw = normal(TOKENS, seed=113)
    bias = torch.tensor([-1.5])
    rate = 1.25
    output = of_torch(mamba2_chunk_scan)(
        v[None, :, None],
        raw[None, :, None],
        torch.tensor([-rate]),
        k[None, :, None],
        q[None, :, None],
        chunk_size=8,
        dt_bias=bias,
        dt_softplus=True,
    )
    output = output[0] if isinstance(output, tuple) else output
    return {
        "q": q,
        "k": k,
        "v": v,
        "step_sizes": torch.nn.functional.softplus(raw + bias)[:, None],
        "rate": torch.tensor([rate]),
        "output": output.reshape(TOKENS, WIDTH),
    }


def flash():
    from torch.nn.attention import SDPBackend, sdpa_kernel

    q, k, v = head(12)
    with sdpa_kernel(SDPBackend.FLASH_ATTENTION):
        plain, causal = (
            torch.nn.functional.scaled_dot_product_attention(q[None, None], k[None, None], v[None, None], is_causal=c)[0, 0] for c in (False, True)
        )
    return {"q": q, "k": k, "v": v, "output": plain, "causal": causal}


def recordings():
    with torch.no_grad():
        made = {
            "performer": (performer(), "performer_pytorch.softmax_kernel, linear_attention, causal_linear_attention_noncuda"),
            "linformer": (linformer(), "linformer.LinformerSelfAttention, one head, without to_out"),
            "nystromformer": (nystromformer(), "transformers NystromformerSelfAttention, one head, no convolution"),
            "fnet": (fnet(), "transformers FNetBasicFourierTransform"),
            "linear_attention": (linear(), "fla.ops.linear_attn.naive of elu + 1"),
            "retnet": (retention(), "fla.ops.retention.naive, the second of two heads"),
            "gated_linear_attention": (gated_linear_attention(), "fla.ops.gla.naive"),
            "delta_rule": (delta_rule(), "fla.ops.delta_rule.naive"),
            "gated_delta_rule": (gated_delta_rule(), "fla.ops.gated_delta_rule.naive, transformers qwen3_next"),
            "mamba2": (mamba2(), "transformers mamba2_chunk_scan"),
            "flash": (flash(), "torch scaled_dot_product_attention, flash backend of the CPU"),
        }
    return {name: ({key: value.clone() for key, value in tensors.items()}, {"of": of}) for name, (tensors, of) in made.items()}
