"""What the architectures have in common: hooks on the maps of an attention and of an MLP.

A block is one attention sub-layer and the MLP that follows it; `name` is "blocks.N." everywhere.
"""


def mlp(rec, name, first, last, gate=None):
    """first and last linear maps; with a gate, `first` is the branch that is not activated."""
    if gate is not None:
        rec.output(gate, name + "mlp.hook_pre")
        rec.output(first, name + "mlp.hook_pre_linear")
    else:
        rec.output(first, name + "mlp.hook_pre")
    rec.input(last, name + "mlp.hook_post")
    rec.output(last, name + "hook_mlp_out")


def projections(rec, name, q, k, v, out, heads, groups=None):
    groups = groups or heads
    rec.heads(q, name + "attn.hook_q", heads)
    rec.heads(k, name + "attn.hook_k", groups)
    rec.heads(v, name + "attn.hook_v", groups)
    rec.joined(out, name + "attn.hook_z", heads)
    rec.output(out, name + "hook_attn_out")


def interleaved(heads):
    """Cuts of a fused projection whose output is, head by head, q, k and v."""
    return [lambda v, n=n: v.reshape(v.shape[0], heads, 3, -1)[:, :, n] for n in range(3)]


def vocabulary_head(rec, dense, norm):
    rec.output(dense, "lm_head.hook_pre")
    rec.input(norm, "lm_head.hook_post")
    rec.output(norm, "lm_head.ln.hook_normalized")
