"""Where the official decoders keep each stage: one function per architecture, which hangs the recorder's hooks."""

import torch

from stage_hooks import interleaved, mlp, projections
from stage_recorder import Attention


def gpt2(rec, model):
    core, config = model.transformer, model.config
    heads, width = config.n_head, config.n_embd
    rec.rows(core.wte, "hook_embed")
    rec.output(core.wpe, "hook_pos_embed")
    for i, layer in enumerate(core.h):
        name = f"blocks.{i}."
        rec.input(layer, name + "hook_resid_pre")
        rec.output(layer.ln_1, name + "ln1.hook_normalized")
        cuts = {
            f"{name}attn.hook_{letter}": lambda v, n=n: v.chunk(3, -1)[n].reshape(v.shape[0], heads, -1)
            for n, letter in enumerate("qkv")
        }
        rec.parts(layer.attn.c_attn, cuts)
        rec.joined(layer.attn.c_proj, name + "attn.hook_z", heads)
        rec.output(layer.attn.c_proj, name + "hook_attn_out")
        rec.input(layer.ln_2, name + "hook_resid_mid")
        rec.output(layer.ln_2, name + "ln2.hook_normalized")
        mlp(rec, name, layer.mlp.c_fc, layer.mlp.c_proj)
        rec.output(layer, name + "hook_resid_post")
        by_layer = i + 1 if config.scale_attn_by_inverse_layer_idx else 1
        rec.attentions[i] = Attention(scale=(width // heads) ** -0.5 / by_layer)
    rec.output(core.ln_f, "ln_final.hook_normalized")
    if hasattr(model, "classifier"):
        rec.output(model.classifier, "classifier.logits")


def gpt_neo(rec, model):
    core, heads = model.transformer, model.config.num_heads
    rec.rows(core.wte, "hook_embed")
    rec.output(core.wpe, "hook_pos_embed")
    for i, layer in enumerate(core.h):
        name = f"blocks.{i}."
        own = layer.attn.attention
        rec.input(layer, name + "hook_resid_pre")
        rec.output(layer.ln_1, name + "ln1.hook_normalized")
        projections(rec, name, own.q_proj, own.k_proj, own.v_proj, own.out_proj, heads)
        rec.input(layer.ln_2, name + "hook_resid_mid")
        rec.output(layer.ln_2, name + "ln2.hook_normalized")
        mlp(rec, name, layer.mlp.c_fc, layer.mlp.c_proj)
        rec.output(layer, name + "hook_resid_post")
        rec.attentions[i] = Attention()
    rec.output(core.ln_f, "ln_final.hook_normalized")


def gptj(rec, model):
    core, heads = model.transformer, model.config.n_head
    rec.rows(core.wte, "hook_embed")
    for i, layer in enumerate(core.h):
        name = f"blocks.{i}."
        own = layer.attn
        rec.input(layer, name + "hook_resid_pre")
        rec.output(layer.ln_1, name + "ln1.hook_normalized")
        projections(rec, name, own.q_proj, own.k_proj, own.v_proj, own.out_proj, heads)
        rec.attended_by(own, "_attn")
        mlp(rec, name, layer.mlp.fc_in, layer.mlp.fc_out)
        rec.output(layer, name + "hook_resid_post")
        rec.attentions[i] = Attention(scale=own.head_dim**-0.5)
    rec.output(core.ln_f, "ln_final.hook_normalized")


def opt(rec, model):
    core, config = model.model.decoder, model.config
    heads, before = config.num_attention_heads, config.do_layer_norm_before
    rec.rows(core.embed_tokens, "hook_embed")
    if core.project_in is not None:
        rec.output(core.project_in, "hook_embed_projected")
    rec.output(core.embed_positions, "hook_pos_embed")
    for i, layer in enumerate(core.layers):
        name = f"blocks.{i}."
        own = layer.self_attn
        rec.input(layer, name + "hook_resid_pre")
        projections(rec, name, own.q_proj, own.k_proj, own.v_proj, own.out_proj, heads)
        rec.output(layer.self_attn_layer_norm, name + "ln1.hook_normalized")
        rec.output(layer.final_layer_norm, name + "ln2.hook_normalized")
        mlp(rec, name, layer.fc1, layer.fc2)
        if before:
            rec.input(layer.final_layer_norm, name + "hook_resid_mid")
            rec.output(layer, name + "hook_resid_post")
        else:
            rec.input(layer.self_attn_layer_norm, name + "hook_resid_mid")
            rec.input(layer.final_layer_norm, name + "hook_resid_post")
        rec.attentions[i] = Attention(scale=own.head_dim**-0.5)
    if core.final_layer_norm is not None:
        rec.output(core.final_layer_norm, "ln_final.hook_normalized")
    if core.project_out is not None:
        rec.output(core.project_out, "lm_head.hook_pre")


def gpt_neox(rec, model):
    core, config = model.gpt_neox, model.config
    heads = config.num_attention_heads
    rec.rows(core.embed_in, "hook_embed")
    for i, layer in enumerate(core.layers):
        name = f"blocks.{i}."
        own = layer.attention
        rec.input(layer, name + "hook_resid_pre")
        rec.output(layer.input_layernorm, name + "ln1.hook_normalized")
        rec.parts(own.query_key_value, dict(zip([f"{name}attn.hook_{x}" for x in "qkv"], interleaved(heads))))
        rec.joined(own.dense, name + "attn.hook_z", heads)
        rec.output(own.dense, name + "hook_attn_out")
        if not config.use_parallel_residual:
            rec.input(layer.post_attention_layernorm, name + "hook_resid_mid")
        rec.output(layer.post_attention_layernorm, name + "ln2.hook_normalized")
        mlp(rec, name, layer.mlp.dense_h_to_4h, layer.mlp.dense_4h_to_h)
        rec.output(layer, name + "hook_resid_post")
        rec.attentions[i] = Attention(scale=own.head_size**-0.5)
    rec.output(core.final_layer_norm, "ln_final.hook_normalized")


def bloom(rec, model):
    from transformers.models.bloom.modeling_bloom import _get_alibi_slopes

    core, config = model.transformer, model.config
    heads = config.n_head
    slopes = _get_alibi_slopes(heads, torch.device("cpu"))[:, None, None]
    by_key = lambda tokens, keys: slopes * torch.arange(keys)
    by_distance = lambda tokens, keys: slopes * (torch.arange(keys) - torch.arange(tokens)[:, None])
    rec.rows(core.word_embeddings, "hook_embed")
    rec.input(core.word_embeddings_layernorm, "hook_embed_sum")
    rec.output(core.word_embeddings_layernorm, "embed.ln.hook_normalized")
    for i, layer in enumerate(core.h):
        name = f"blocks.{i}."
        own = layer.self_attention
        rec.input(layer, name + "hook_resid_pre")
        rec.output(layer.input_layernorm, name + "ln1.hook_normalized")
        rec.parts(own.query_key_value, dict(zip([f"{name}attn.hook_{x}" for x in "qkv"], interleaved(heads))))
        rec.joined(own.dense, name + "attn.hook_z", heads)
        rec.output(own.dense, name + "hook_attn_out")
        rec.input(layer.post_attention_layernorm, name + "hook_resid_mid")
        rec.output(layer.post_attention_layernorm, name + "ln2.hook_normalized")
        mlp(rec, name, layer.mlp.dense_h_to_4h, layer.mlp.dense_4h_to_h)
        rec.output(layer, name + "hook_resid_post")
        rec.attentions[i] = Attention(scale=own.inv_norm_factor, bias=by_distance, official_bias=by_key)
    rec.output(core.ln_f, "ln_final.hook_normalized")


def llama(rec, model):
    """Also Mistral, Qwen, Gemma 1 to 3 and Phi-3, which differ in what they have, not in where it is."""
    core, config = model.model, model.config
    heads, groups, width = config.num_attention_heads, config.num_key_value_heads, core.layers[0].self_attn.head_dim
    rec.rows(core.embed_tokens, "hook_embed")
    if hasattr(core.embed_tokens, "embed_scale"):
        rec.output(core.embed_tokens, "hook_embed_scaled")
    for i, layer in enumerate(core.layers):
        name = f"blocks.{i}."
        own = layer.self_attn
        rec.input(layer, name + "hook_resid_pre")
        rec.output(layer.input_layernorm, name + "ln1.hook_normalized")
        if hasattr(own, "qkv_proj"):
            ends = [heads * width, (heads + groups) * width]
            rec.parts(
                own.qkv_proj,
                {
                    f"{name}attn.hook_{x}": lambda v, n=n: v.tensor_split(ends, -1)[n].unflatten(-1, (-1, width))
                    for n, x in enumerate("qkv")
                },
            )
            rec.joined(own.o_proj, name + "attn.hook_z", heads)
            rec.output(own.o_proj, name + "hook_attn_out")
        else:
            projections(rec, name, own.q_proj, own.k_proj, own.v_proj, own.o_proj, heads, groups)
        if hasattr(own, "q_norm"):
            heads_first = "gemma" in config.model_type
            rec.of_heads(own.q_norm, name + "attn.q_norm.hook_normalized", heads_first)
            rec.of_heads(own.k_norm, name + "attn.k_norm.hook_normalized", heads_first)
        if hasattr(layer, "pre_feedforward_layernorm"):
            rec.output(layer.post_attention_layernorm, name + "ln1_post.hook_normalized")
            rec.output(layer.post_feedforward_layernorm, name + "ln2_post.hook_normalized")
            second = layer.pre_feedforward_layernorm
        else:
            second = layer.post_attention_layernorm
        rec.input(second, name + "hook_resid_mid")
        rec.output(second, name + "ln2.hook_normalized")
        if hasattr(layer.mlp, "gate_up_proj"):
            halves = ("mlp.hook_pre", "mlp.hook_pre_linear")
            rec.parts(
                layer.mlp.gate_up_proj, {name + h: lambda v, n=n: v.chunk(2, -1)[n] for n, h in enumerate(halves)}
            )
            rec.input(layer.mlp.down_proj, name + "mlp.hook_post")
            rec.output(layer.mlp.down_proj, name + "hook_mlp_out")
        else:
            mlp(rec, name, layer.mlp.up_proj, layer.mlp.down_proj, gate=layer.mlp.gate_proj)
        rec.output(layer, name + "hook_resid_post")
        rec.attentions[i] = Attention(scale=own.scaling, cap=getattr(config, "attn_logit_softcapping", None))
    rec.output(core.norm, "ln_final.hook_normalized")
    if hasattr(model, "score"):
        rec.output(model.score, "classifier.logits", lambda v: v[-1:])
    if getattr(config, "final_logit_softcapping", None):
        rec.output(model.lm_head, "unembed.raw_logits")


def phi(rec, model):
    core, config = model.model, model.config
    heads, groups = config.num_attention_heads, config.num_key_value_heads
    rec.rows(core.embed_tokens, "hook_embed")
    for i, layer in enumerate(core.layers):
        name = f"blocks.{i}."
        own = layer.self_attn
        rec.input(layer, name + "hook_resid_pre")
        rec.output(layer.input_layernorm, name + "ln1.hook_normalized")
        projections(rec, name, own.q_proj, own.k_proj, own.v_proj, own.dense, heads, groups)
        if config.qk_layernorm:
            rec.of_heads(own.q_layernorm, name + "attn.q_norm.hook_normalized", heads_first=True)
            rec.of_heads(own.k_layernorm, name + "attn.k_norm.hook_normalized", heads_first=True)
        mlp(rec, name, layer.mlp.fc1, layer.mlp.fc2)
        rec.output(layer, name + "hook_resid_post")
        rec.attentions[i] = Attention(scale=own.scaling)
    rec.output(core.final_layernorm, "ln_final.hook_normalized")
