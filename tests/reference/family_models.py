"""The families: which official class, which odd sizes, which tokenizer, how it is written to disk.

Sizes are odd on purpose: heads that no power of two divides, head widths that are not width / heads where the
configuration may say so, inner widths that are prime, vocabularies padded beyond the tokenizer.
"""

from dataclasses import dataclass, field
from typing import Callable

import torch
import transformers as t

import family_stages as stages
import family_tokenizers as tokenizers

FULL = "The mill by the water"
UNICODE = "Café 水e\u0301🌊"
LONG = "The miller had a mill by the water; it turned the wheel."
TARGET = "Die Mühle ist am Wasser."
LONG_TARGET = "Der Müller hatte eine Mühle am Wasser, und das Wasser drehte das Rad."


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
    texts: tuple = (("full", FULL, None), ("unicode", UNICODE, None), ("long", LONG, None))  # name, text, pair or target
    old_config: Callable | None = None  # config.json as older versions of the library wrote it
    on_hub: Callable | None = None  # tensors as older files name them: state dict -> state dict
    greedy: bool = False
    global_first: bool = False  # Longformer: the first token attends everywhere
    gain: dict = field(default_factory=dict)  # part of a parameter's name -> factor on its standard deviation


def old_rope(config):
    """rope_theta and rope_scaling beside each other, as before version 5."""
    rope = config.pop("rope_parameters")
    config["rope_theta"] = rope.pop("rope_theta")
    partial = rope.pop("partial_rotary_factor", None)
    if partial is not None:
        config["partial_rotary_factor"] = partial
    config["rope_scaling"] = None if rope.get("rope_type", "default") == "default" else rope
    config["torch_dtype"] = config.pop("dtype")
    config.pop("layer_types", None)


def old_linear_rope(config):
    old_rope(config)
    config["rope_scaling"] = {"type": "linear", "factor": config["rope_scaling"]["factor"]}


def old_neox(config):
    rope = config.pop("rope_parameters")
    config["rotary_emb_base"], config["rotary_pct"] = rope["rope_theta"], rope["partial_rotary_factor"]
    config["torch_dtype"] = config.pop("dtype")


def old_gemma3(config):
    rope = config.pop("rope_parameters")
    config["rope_theta"], config["rope_local_base_freq"] = (
        rope["full_attention"]["rope_theta"],
        rope["sliding_attention"]["rope_theta"],
    )
    config["rope_scaling"] = {"rope_type": "linear", "factor": rope["full_attention"]["factor"]}
    config.pop("layer_types")
    config["sliding_window_pattern"] = 2
    config["torch_dtype"] = config.pop("dtype")


def without(prefix):
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


BERT_ENDS = dict(unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]", mask_token="[MASK]")
ROBERTA_ENDS = dict(
    bos_token="<s>",
    eos_token="</s>",
    cls_token="<s>",
    sep_token="</s>",
    pad_token="<pad>",
    unk_token="<unk>",
    mask_token="<mask>",
)
LLAMA_ENDS = dict(bos_token="<s>", eos_token="</s>", unk_token="<unk>")
GPT2_ENDS = dict(bos_token="<|endoftext|>", eos_token="<|endoftext|>", unk_token="<|endoftext|>")
PAIRED = (
    ("full", "The mill", "Where?"),
    ("unicode", UNICODE, None),
    ("long", LONG, None),
)
QUIET = dict(attention_dropout=0.0)
NO_DROPOUT = dict(attention_probs_dropout_prob=0.0, hidden_dropout_prob=0.0)
TRANSLATED = (("full", FULL, TARGET), ("unicode", UNICODE, "水!"), ("long", LONG, LONG_TARGET))


def bert_like(**changes):
    return (
        dict(
            vocab_size=129,
            hidden_size=30,
            num_hidden_layers=2,
            num_attention_heads=5,
            intermediate_size=53,
            max_position_embeddings=64,
            pad_token_id=0,
        )
        | NO_DROPOUT
        | changes
    )


def roberta_like(**changes):
    ends = dict(vocab_size=297, max_position_embeddings=66, pad_token_id=1, bos_token_id=0, eos_token_id=2, type_vocab_size=1)
    return bert_like(**(ends | changes))


def llama_like(**changes):
    return (
        dict(
            vocab_size=337,
            hidden_size=24,
            num_hidden_layers=2,
            num_attention_heads=6,
            num_key_value_heads=2,
            intermediate_size=53,
            max_position_embeddings=64,
            rms_norm_eps=1e-5,
            bos_token_id=1,
            eos_token_id=2,
            tie_word_embeddings=False,
        )
        | QUIET
        | changes
    )


def gemma_like(**changes):
    ends = dict(pad_token_id=0, eos_token_id=1, bos_token_id=2, rms_norm_eps=1e-6, tie_word_embeddings=True)
    return llama_like(**(ends | changes))


FAMILIES = {
    "llama": Family(
        t.LlamaForCausalLM,
        t.LlamaConfig,
        llama_like(),
        stages.llama,
        tokenizers.llama_kind,
        LLAMA_ENDS,
        dtype="float16",
        old_config=old_rope,
        greedy=True,
    ),
    "gpt_neox": Family(
        t.GPTNeoXForCausalLM,
        t.GPTNeoXConfig,
        dict(
            vocab_size=293,
            hidden_size=40,
            num_hidden_layers=2,
            num_attention_heads=5,
            intermediate_size=61,
            max_position_embeddings=64,
            rotary_pct=0.25,
            hidden_act="gelu",
            bos_token_id=0,
            eos_token_id=0,
            tie_word_embeddings=False,
            use_parallel_residual=True,
        ),
        stages.gpt_neox,
        tokenizers.neox_kind,
        GPT2_ENDS,
        dtype="float16",
        old_config=old_neox,
        greedy=True,
    ),
    "bloom": Family(
        t.BloomForCausalLM,
        t.BloomConfig,
        dict(vocab_size=297, hidden_size=25, n_layer=2, n_head=5, hidden_dropout=0.0, attention_dropout=0.0),
        stages.bloom,
        tokenizers.bloom_kind,
        dict(bos_token="<s>", eos_token="</s>", unk_token="<unk>", pad_token="<pad>"),
        on_hub=without("transformer."),
    ),
    "gemma2": Family(
        t.Gemma2ForCausalLM,
        t.Gemma2Config,
        gemma_like(
            num_attention_heads=6,
            head_dim=10,
            query_pre_attn_scalar=7,
            attn_logit_softcapping=4.0,
            final_logit_softcapping=5.0,
            sliding_window=5,
        ),
        stages.llama,
        tokenizers.gemma_kind,
        dict(bos_token="<bos>", eos_token="<eos>", pad_token="<pad>", unk_token="<unk>"),
        dtype="bfloat16",
        greedy=True,
    ),
    "bert": Family(
        t.BertForMaskedLM,
        t.BertConfig,
        bert_like(layer_norm_eps=1e-12),
        stages.bert,
        tokenizers.wordpiece,
        BERT_ENDS,
        texts=PAIRED,
        on_hub=first_bert,
    ),
}
