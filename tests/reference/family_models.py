"""What a family's folder is made of, and the ways older versions of the library wrote one."""

from dataclasses import dataclass, field
from typing import Callable

import torch

FULL = "The mill by the water"
UNICODE = "Café 水e\u0301🌊"
LONG = "The miller had a mill by the water: day."


@dataclass
class Family:
    make: type  # the official class
    config: type
    sizes: dict
    listen: Callable
    tokenizer: Callable
    special: dict = field(default_factory=dict)  # tokenizer_config.json's names of the special tokens
    dtype: str = "float32"
    shard: str | None = None  # max_shard_size
    texts: tuple = (
        ("full", FULL, None),
        ("unicode", UNICODE, None),
        ("long", LONG, None),
    )  # name, text, pair or target
    old_config: Callable | None = None  # config.json as older versions of the library wrote it
    on_hub: Callable | None = None  # tensors as older files name them: state dict -> state dict
    greedy: bool = False
    global_first: bool = False  # Longformer: the first token attends everywhere
    seed: int = 0  # added to that of the name: some seeds say one token for ever
    gain: dict = field(default_factory=dict)  # part of a parameter's name -> factor on its standard deviation


def old_dtype(config):
    config["torch_dtype"] = config.pop("dtype")


def old_rope(config):
    """rope_theta and rope_scaling beside each other, as before version 5."""
    rope = config.pop("rope_parameters")
    config["rope_theta"] = rope.pop("rope_theta")
    partial = rope.pop("partial_rotary_factor", None)
    if partial is not None:
        config["partial_rotary_factor"] = partial
    config["rope_scaling"] = None if rope.get("rope_type", "default") == "default" else rope
    config.pop("layer_types", None)
    old_dtype(config)


def old_linear_rope(config):
    """The oldest way: "type", where "rope_type" came later."""
    old_rope(config)
    config["rope_scaling"] = {"type": "linear", "factor": config["rope_scaling"]["factor"]}


def old_neox(config):
    rope = config.pop("rope_parameters")
    config["rotary_emb_base"], config["rotary_pct"] = rope["rope_theta"], rope["partial_rotary_factor"]
    old_dtype(config)


def old_gemma3(config):
    rope = config.pop("rope_parameters")
    config["rope_theta"] = rope["full_attention"]["rope_theta"]
    config["rope_local_base_freq"] = rope["sliding_attention"]["rope_theta"]
    config["rope_scaling"] = {"rope_type": "linear", "factor": rope["full_attention"]["factor"]}
    config.pop("layer_types")
    config["sliding_window_pattern"] = 2
    old_dtype(config)


def without(prefix):
    """Files saved from the model inside the head: no prefix."""
    return lambda tensors: {n.removeprefix(prefix): w for n, w in tensors.items()}


def first_bert(tensors):
    """As bert-base-uncased was published: gamma and beta, the tied output again, and heads that masked words do not need."""
    width = tensors["bert.embeddings.word_embeddings.weight"].shape[1]
    renamed = {}
    for name, weight in tensors.items():
        if "LayerNorm" in name:
            name = name.replace("weight", "gamma").replace("bias", "beta")
        renamed[name] = weight
    renamed["cls.predictions.decoder.weight"] = tensors["bert.embeddings.word_embeddings.weight"].clone()
    renamed["bert.embeddings.position_ids"] = torch.arange(64)[None]
    renamed["bert.pooler.dense.weight"] = torch.full((width, width), 0.5)
    renamed["bert.pooler.dense.bias"] = torch.full((width,), 0.5)
    renamed["cls.seq_relationship.weight"] = torch.full((2, width), 0.5)
    renamed["cls.seq_relationship.bias"] = torch.full((2,), 0.5)
    return renamed


def with_positions(tensors):
    """Sentence encoders carry their position numbers."""
    return tensors | {"embeddings.position_ids": torch.arange(64)[None]}


def with_masks(tensors):
    """Pythia's and GPT-Neo's files carry the causal mask and the rotation's frequencies as buffers."""
    extra = {}
    for name in tensors:
        if name.endswith("attention.query_key_value.weight"):
            own = name.removesuffix("query_key_value.weight")
            extra[own + "bias"] = torch.ones(1, 1, 64, 64, dtype=torch.bool).tril()
            extra[own + "masked_bias"] = torch.tensor(-1e9)
            extra[own + "rotary_emb.inv_freq"] = torch.full((1,), 1.0)
        if name.endswith("attn.attention.q_proj.weight"):
            own = name.removesuffix("q_proj.weight")
            extra[own + "bias"] = torch.ones(1, 1, 64, 64, dtype=torch.bool).tril()
            extra[own + "masked_bias"] = torch.tensor(-1e9)
    return tensors | extra


def with_frequencies(tensors):
    """LLaMA's first files carry the rotation's frequencies."""
    layers = {n.split("self_attn")[0] for n in tensors if "self_attn" in n}
    return tensors | {layer + "self_attn.rotary_emb.inv_freq": torch.tensor([1.0, 0.01]) for layer in layers}


def first_t5(tensors):
    """t5-small's file: the table three times, and a bias that the cross-attention does not use."""
    table = tensors["shared.weight"]
    unused = torch.full((8, 5), 0.5)
    return tensors | {
        "encoder.embed_tokens.weight": table.clone(),
        "decoder.embed_tokens.weight": table.clone(),
        "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight": unused,
    }


def untied_t5(tensors):
    """T5 v1.1's file: the output has a matrix of its own. The library of today would write none."""
    noise = torch.randn(tensors["shared.weight"].shape, generator=torch.Generator().manual_seed(11))
    return tensors | {"lm_head.weight": 0.4 * noise}


def untied_t5_config(config):
    config.pop("scale_decoder_outputs", None)
    config["tie_word_embeddings"] = False
    old_dtype(config)
