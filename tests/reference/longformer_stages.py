"""Longformer's stages. The official code works on overlapping pieces of the sequence, padded to whole windows, and keeps
scores by distance; recorded is what that amounts to, with one column per key and −∞ outside window and global tokens.

A global token's query meets keys of a projection of their own (hook_global_k) and is answered by values of their own;
every other query sees its window and the global tokens' ordinary keys. Beltagy et al. 2020, arXiv:2004.05150.
"""

import torch

import encoder_stages


def longformer(rec, model):
    def project(rec, name, q, k, v, out, heads):
        attention = model.get_submodule(f"longformer.encoder.layer.{name.split('.')[1]}.attention.self")
        named = {"hook_q": q, "hook_k": k, "hook_v": v}
        named |= {
            f"hook_global_{x}": getattr(attention, word + "_global")
            for x, word in zip("qkv", ("query", "key", "value"))
        }
        for stage, module in named.items():
            # [tokens, 1, width]: the batch axis is the second one here
            module.register_forward_hook(
                lambda m, i, o, n=f"{name}attn.{stage}": rec.keep(n, o[:, 0].reshape(o.shape[0], heads, -1))
            )
        rec.joined(out, name + "attn.hook_z", heads)
        rec.output(out, name + "hook_attn_out")

    encoder_stages.bert(rec, model, project)
    rec.prove = lambda tokens, tolerance: add_scores(rec, model.config, tokens, tolerance)


def add_scores(rec, config, tokens, tolerance):
    heads = config.num_attention_heads
    width = config.hidden_size // heads
    is_global = any("hook_global_q" in name for name in rec.values)
    padded = rec.values["blocks.0.hook_resid_pre"].shape[0]
    rec.values = {n: v[:tokens].contiguous() if v.shape[0] == padded else v for n, v in rec.values.items()}
    at = torch.arange(tokens)
    for block, window in enumerate(config.attention_window):
        name = f"blocks.{block}.attn."
        scores, weights = rec.softmaxes[block * 2 if is_global else block]
        seen = (at[:, None] - at).abs() <= window // 2
        q, k, v = (rec.values[name + "hook_" + x].transpose(0, 1) for x in "qkv")
        products = q @ k.transpose(1, 2)
        pattern = by_key(weights[0], tokens, window, is_global)
        z = (pattern @ v).transpose(0, 1)
        if is_global:
            _, first_row = rec.softmaxes[block * 2 + 1]
            seen[0, :], seen[:, 0] = True, True
            global_q, global_k, global_v = (rec.values[name + "hook_global_" + x].transpose(0, 1) for x in "qkv")
            products[:, :1] = global_q @ global_k.transpose(1, 2)
            pattern[:, :1] = first_row[:, :, :tokens]
            z[0] = (pattern[:, :1] @ global_v)[:, 0]
            rec.values[name + "hook_q"][0] = rec.values.pop(name + "hook_global_q")[0]
        rec.keep(name + "raw_scores", products)
        rec.keep(name + "scaled_scores", products * width**-0.5)
        rec.keep(name + "hook_attn_scores", (products * width**-0.5).masked_fill(~seen, float("-inf")))
        rec.keep(name + "hook_pattern", pattern)
        rec.must_agree(name, pattern, z, tolerance)


def by_key(weights, tokens, window, is_global):
    """[tokens, heads, (1 +) window + 1] by distance → [heads, tokens, tokens] by key."""
    heads = weights.shape[1]
    dense = weights.new_zeros(heads, tokens, tokens)
    for t in range(tokens):
        for j in range(window + 1):
            s = t + j - window // 2
            if 0 <= s < tokens:
                dense[:, t, s] += weights[t, :, j + is_global]
        if is_global:
            dense[:, t, 0] += weights[t, :, 0]
    return dense
