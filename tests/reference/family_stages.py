"""Where each official architecture keeps each stage: one function per architecture, which hangs the recorder's hooks.

A block is one attention sub-layer and the MLP that follows it. Encoder-decoder models count the encoder's layers first;
decoder layer j is then two blocks, its self-attention (without MLP) and its cross-attention with the MLP.
"""

import torch

from stage_recorder import Attention

ENCODER, DECODER = "encoder.", "decoder."


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


def bert_embeddings(rec, embeddings):
    rec.rows(embeddings.word_embeddings, "hook_embed")
    if getattr(embeddings, "rescale_embeddings", False):
        scale = embeddings.hidden_size**0.5
        rec.output(embeddings.word_embeddings, "hook_embed_scaled", lambda v: v * scale)
    rec.output(embeddings.position_embeddings, "hook_pos_embed")
    if hasattr(embeddings, "token_type_embeddings"):
        rec.output(embeddings.token_type_embeddings, "hook_token_type_embed")
    rec.input(embeddings.LayerNorm, "hook_embed_sum")
    rec.output(embeddings.LayerNorm, "embed.ln.hook_normalized")


def bert_layers(rec, core, config, project=None):
    heads = config.num_attention_heads
    for i, layer in enumerate(core.encoder.layer):
        name = f"blocks.{i}."
        inner, outer = layer.attention.self, layer.attention.output
        rec.input(layer, name + "hook_resid_pre")
        (project or projections)(rec, name, inner.query, inner.key, inner.value, outer.dense, heads)
        rec.input(outer.LayerNorm, name + "hook_resid_mid")
        rec.output(outer.LayerNorm, name + "ln1.hook_normalized")
        mlp(rec, name, layer.intermediate.dense, layer.output.dense)
        rec.input(layer.output.LayerNorm, name + "hook_resid_post")
        rec.output(layer.output.LayerNorm, name + "ln2.hook_normalized")
        rec.attentions[i] = Attention(scale=(config.hidden_size // heads) ** -0.5)


def vocabulary_head(rec, dense, norm):
    rec.output(dense, "lm_head.hook_pre")
    rec.input(norm, "lm_head.hook_post")
    rec.output(norm, "lm_head.ln.hook_normalized")


def pooler(rec, core):
    if hasattr(core.pooler, "dense"):
        rec.output(core.pooler.dense, "pooler.hook_pre")
        rec.output(core.pooler, "pooler.hook_post")
    else:
        rec.output(core.pooler, "pooler.hook_pre")
        rec.output(core.pooler_activation, "pooler.hook_post")


def bert(rec, model, project=None):
    """Also RoBERTa, BigBird (full attention) and Longformer, whose projections have another layout."""
    core = getattr(model, model.base_model_prefix, model)
    bert_embeddings(rec, core.embeddings)
    bert_layers(rec, core, model.config, project)
    if hasattr(model, "lm_head"):
        vocabulary_head(rec, model.lm_head.dense, model.lm_head.layer_norm)
    elif hasattr(getattr(model, "cls", None), "predictions"):
        head = model.cls.predictions.transform
        vocabulary_head(rec, head.dense, head.LayerNorm)
    class_heads(rec, model, core)


def class_heads(rec, model, core):
    """The maps to classes, with what pools a text before them."""
    own = getattr(model, "classifier", None)
    if hasattr(own, "dense"):
        rec.output(own.dense, "pooler.hook_pre")
        rec.input(own.out_proj, "pooler.hook_post")
        rec.output(own.out_proj, "classifier.logits")
        return
    predicts_words = hasattr(model, "lm_head") or hasattr(getattr(model, "cls", None), "predictions")
    follows = getattr(getattr(model, "cls", None), "seq_relationship", None)
    if core.pooler is not None and (own is not None or follows is not None or not predicts_words):
        pooler(rec, core)
    for head in (own, follows, getattr(model, "qa_outputs", None)):
        if head is not None:
            rec.output(head, "classifier.logits")


def mpnet(rec, model):
    core, heads = model.mpnet, model.config.num_attention_heads
    width = model.config.hidden_size // heads
    bert_embeddings(rec, core.embeddings)
    bias = lambda tokens, keys: core.encoder.compute_position_bias(torch.empty(1, tokens, 1))[0]
    for i, layer in enumerate(core.encoder.layer):
        name = f"blocks.{i}."
        own = layer.attention.attn
        rec.input(layer, name + "hook_resid_pre")
        projections(rec, name, own.q, own.k, own.v, own.o, heads)
        rec.input(layer.attention.LayerNorm, name + "hook_resid_mid")
        rec.output(layer.attention.LayerNorm, name + "ln1.hook_normalized")
        mlp(rec, name, layer.intermediate.dense, layer.output.dense)
        rec.input(layer.output.LayerNorm, name + "hook_resid_post")
        rec.output(layer.output.LayerNorm, name + "ln2.hook_normalized")
        rec.attentions[i] = Attention(scale=width**-0.5, bias=bias)
    vocabulary_head(rec, model.lm_head.dense, model.lm_head.layer_norm)


def albert(rec, model):
    """Several layers are one module, called again."""
    core, config = model.albert, model.config
    heads, groups = config.num_attention_heads, config.num_hidden_groups
    bert_embeddings(rec, core.embeddings)
    rec.output(core.encoder.embedding_hidden_mapping_in, "hook_embed_projected")
    for i in range(config.num_hidden_layers):
        rec.attentions[i] = Attention(scale=(config.hidden_size // heads) ** -0.5)
    for g, group in enumerate(core.encoder.albert_layer_groups):
        layers = [i for i in range(config.num_hidden_layers) if int(i / (config.num_hidden_layers / groups)) == g]
        shared, layer = rec.repeated(layers), group.albert_layers[0]
        own, name = layer.attention, "blocks.{}."
        shared.input(layer, name + "hook_resid_pre")
        projections(shared, name, own.query, own.key, own.value, own.dense, heads)
        shared.input(own.LayerNorm, name + "hook_resid_mid")
        shared.output(own.LayerNorm, name + "ln1.hook_normalized")
        mlp(shared, name, layer.ffn, layer.ffn_output)
        shared.input(layer.full_layer_layer_norm, name + "hook_resid_post")
        shared.output(layer.full_layer_layer_norm, name + "ln2.hook_normalized")
    if hasattr(model, "predictions"):
        vocabulary_head(rec, model.predictions.dense, model.predictions.LayerNorm)
    else:
        class_heads(rec, model, core)


def distilbert(rec, model):
    core = model.distilbert
    heads = model.config.n_heads
    bert_embeddings(rec, core.embeddings)
    for i, layer in enumerate(core.transformer.layer):
        name = f"blocks.{i}."
        own = layer.attention
        rec.input(layer, name + "hook_resid_pre")
        projections(rec, name, own.q_lin, own.k_lin, own.v_lin, own.out_lin, heads)
        rec.input(layer.sa_layer_norm, name + "hook_resid_mid")
        rec.output(layer.sa_layer_norm, name + "ln1.hook_normalized")
        mlp(rec, name, layer.ffn.lin1, layer.ffn.lin2)
        rec.input(layer.output_layer_norm, name + "hook_resid_post")
        rec.output(layer.output_layer_norm, name + "ln2.hook_normalized")
        rec.attentions[i] = Attention(scale=(model.config.dim // heads) ** -0.5)
    if hasattr(model, "vocab_transform"):
        vocabulary_head(rec, model.vocab_transform, model.vocab_layer_norm)
    else:
        rec.output(model.pre_classifier, "pooler.hook_pre")
        rec.input(model.classifier, "pooler.hook_post")
        rec.output(model.classifier, "classifier.logits")


def electra(rec, model):
    core = model.electra
    bert_embeddings(rec, core.embeddings)
    if hasattr(core, "embeddings_project"):
        rec.output(core.embeddings_project, "hook_embed_projected")
    bert_layers(rec, core, model.config)
    if hasattr(model, "generator_predictions"):
        head = model.generator_predictions
        vocabulary_head(rec, head.dense, head.LayerNorm)
    elif hasattr(model, "classifier"):
        rec.output(model.classifier.dense, "pooler.hook_pre")
        rec.input(model.classifier.out_proj, "pooler.hook_post")
        rec.output(model.classifier.out_proj, "classifier.logits")
    else:
        head = model.discriminator_predictions
        rec.output(head.dense, "pooler.hook_pre")
        rec.input(head.dense_prediction, "pooler.hook_post")
        rec.output(head.dense_prediction, "classifier.logits")


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


def interleaved(heads):
    """Cuts of a fused projection whose output is, head by head, q, k and v."""
    return [lambda v, n=n: v.reshape(v.shape[0], heads, 3, -1)[:, :, n] for n in range(3)]


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
    heads, groups, width = config.num_attention_heads, config.num_key_value_heads, model.model.layers[0].self_attn.head_dim
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
        for letter in "qk":
            if hasattr(own, letter + "_norm"):
                # Qwen normalises [T, H, d], Gemma 3 [H, T, d]; both are recorded as [T, H, d].
                turned = lambda v: v.transpose(0, 1)
                norm = getattr(own, letter + "_norm")
                norm.register_forward_hook(
                    lambda m, a, o, n=f"{name}attn.{letter}_norm.hook_normalized", t="gemma" in config.model_type: rec.keep(
                        n, turned(o[0]) if t else o[0]
                    )
                )
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
            rec.parts(layer.mlp.gate_up_proj, {name + h: lambda v, n=n: v.chunk(2, -1)[n] for n, h in enumerate(halves)})
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
            for letter, norm in (("q", own.q_layernorm), ("k", own.k_layernorm)):
                norm.register_forward_hook(
                    lambda m, a, o, n=f"{name}attn.{letter}_norm.hook_normalized": rec.keep(n, o[0].transpose(0, 1))
                )
        mlp(rec, name, layer.mlp.fc1, layer.mlp.fc2)
        rec.output(layer, name + "hook_resid_post")
        rec.attentions[i] = Attention(scale=own.scaling)
    rec.output(core.final_layernorm, "ln_final.hook_normalized")


def t5(rec, model):
    config = model.config
    heads = config.num_heads
    blocks = []  # (attention sub-layer, MLP sub-layer or None, the stack's first attention if it has buckets)
    for prefix, stack in ((ENCODER, model.encoder), (DECODER, model.decoder)):
        rec.rows(stack.embed_tokens, prefix + "hook_embed")
        rec.output(stack.final_layer_norm, prefix + "ln_final.hook_normalized")
        bucketed = stack.block[0].layer[0].SelfAttention
        for layer in stack.block:
            parts = list(layer.layer)
            if len(parts) == 2:
                blocks.append((parts[0], parts[1], bucketed))
            else:
                blocks.append((parts[0], None, bucketed))
                blocks.append((parts[1], parts[2], None))
    for i, (attending, forward, bucketed) in enumerate(blocks):
        name = f"blocks.{i}."
        own = getattr(attending, "SelfAttention", None) or attending.EncDecAttention
        rec.input(attending, name + "hook_resid_pre")
        rec.output(attending.layer_norm, name + "ln1.hook_normalized")
        projections(rec, name, own.q, own.k, own.v, own.o, heads)
        if forward is None:
            rec.output(attending, name + "hook_resid_post")
        else:
            rec.input(forward, name + "hook_resid_mid")
            rec.output(forward.layer_norm, name + "ln2.hook_normalized")
            dense = forward.DenseReluDense
            if config.is_gated_act:
                mlp(rec, name, dense.wi_1, dense.wo, gate=dense.wi_0)
            else:
                mlp(rec, name, dense.wi, dense.wo)
            rec.output(forward, name + "hook_resid_post")
        bias = (lambda t, s, b=bucketed: b.compute_bias(t, s)[0]) if bucketed is not None else None
        rec.attentions[i] = Attention(bias=bias)
    if getattr(config, "scale_decoder_outputs", False):  # never in mT5
        # The official code scales the vectors, not the products; recorded is the product before and after the factor.
        head = model.lm_head
        head.register_forward_hook(
            lambda m, i, o: rec.keep("unembed.raw_logits", rec.values[DECODER + "ln_final.hook_normalized"] @ m.weight.T)
        )


def two_stack_embeddings(rec, prefix, stack, config):
    rec.rows(stack.embed_tokens, prefix + "hook_embed")
    if config.scale_embedding:
        scale = config.d_model**0.5
        stack.embed_tokens.register_forward_hook(
            lambda m, i, o: rec.keep(prefix + "hook_embed_scaled", m.weight[i[0].reshape(-1)] * scale)
        )
    rec.output(stack.embed_positions, prefix + "hook_pos_embed")
    if hasattr(stack, "layernorm_embedding"):
        rec.input(stack.layernorm_embedding, prefix + "hook_embed_sum")
        rec.output(stack.layernorm_embedding, prefix + "embed.ln.hook_normalized")


def bart(rec, model):
    """Also Marian, which has sinusoidal positions and no norm after the embedding."""
    config = model.config
    stacks = model.model.encoder, model.model.decoder
    heads = config.encoder_attention_heads
    blocks = []  # (layer, attention, its norm, whether the MLP follows, whether the layer starts here)
    for prefix, stack in zip((ENCODER, DECODER), stacks):
        two_stack_embeddings(rec, prefix, stack, config)
        for layer in stack.layers:
            crossing = hasattr(layer, "encoder_attn")
            blocks.append((layer, layer.self_attn, layer.self_attn_layer_norm, not crossing))
            if crossing:
                blocks.append((layer, layer.encoder_attn, layer.encoder_attn_layer_norm, True))
    for i, (layer, own, norm, has_mlp) in enumerate(blocks):
        name = f"blocks.{i}."
        rec.input(own, name + "hook_resid_pre")
        projections(rec, name, own.q_proj, own.k_proj, own.v_proj, own.out_proj, heads)
        rec.input(norm, name + ("hook_resid_mid" if has_mlp else "hook_resid_post"))
        rec.output(norm, name + "ln1.hook_normalized")
        if has_mlp:
            mlp(rec, name, layer.fc1, layer.fc2)
            rec.input(layer.final_layer_norm, name + "hook_resid_post")
            rec.output(layer.final_layer_norm, name + "ln2.hook_normalized")
        rec.attentions[i] = Attention(scale=own.scaling)
    if hasattr(model, "classification_head"):
        head = model.classification_head
        rec.output(head.dense, "pooler.hook_pre")
        rec.input(head.out_proj, "pooler.hook_post")
        rec.output(head.out_proj, "classifier.logits")
    if hasattr(model, "qa_outputs"):
        rec.output(model.qa_outputs, "classifier.logits")


def bart_before(rec, model):
    """BART's relatives with the norm before each sub-layer: mBART, Pegasus, Blenderbot."""
    heads = model.config.encoder_attention_heads
    blocks = []  # (layer, attention, the norm before it, the norm after which the next sub-layer begins)
    for prefix, stack in zip((ENCODER, DECODER), (model.model.encoder, model.model.decoder)):
        two_stack_embeddings(rec, prefix, stack, model.config)
        rec.output(stack.layer_norm, prefix + "ln_final.hook_normalized")
        for layer in stack.layers:
            if hasattr(layer, "encoder_attn"):
                blocks.append((layer, layer.self_attn, layer.self_attn_layer_norm, layer.encoder_attn_layer_norm, False))
                blocks.append((layer, layer.encoder_attn, layer.encoder_attn_layer_norm, layer.final_layer_norm, True))
            else:
                blocks.append((layer, layer.self_attn, layer.self_attn_layer_norm, layer.final_layer_norm, True))
    for i, (layer, own, norm, following, has_mlp) in enumerate(blocks):
        name = f"blocks.{i}."
        rec.input(norm, name + "hook_resid_pre")
        rec.output(norm, name + "ln1.hook_normalized")
        projections(rec, name, own.q_proj, own.k_proj, own.v_proj, own.out_proj, heads)
        rec.input(following, name + ("hook_resid_mid" if has_mlp else "hook_resid_post"))
        if has_mlp:
            rec.output(following, name + "ln2.hook_normalized")
            mlp(rec, name, layer.fc1, layer.fc2)
            rec.output(layer, name + "hook_resid_post")
        rec.attentions[i] = Attention(scale=own.scaling)
