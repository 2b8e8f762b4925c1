"""Where the official encoder-decoders keep each stage. Blocks are the encoder's layers first; decoder layer j is then two of
them, its self-attention (without MLP) and its cross-attention with the MLP.
"""

from stage_hooks import mlp, projections
from stage_recorder import Attention

ENCODER, DECODER = "encoder.", "decoder."


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
            lambda m, i, o: rec.keep(
                "unembed.raw_logits", rec.values[DECODER + "ln_final.hook_normalized"] @ m.weight.T
            )
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
                blocks.append(
                    (layer, layer.self_attn, layer.self_attn_layer_norm, layer.encoder_attn_layer_norm, False)
                )
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
