"""Where the official encoders keep each stage: one function per architecture, which hangs the recorder's hooks."""

import torch

from stage_hooks import mlp, projections, vocabulary_head
from stage_recorder import Attention


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
