"""Encoder-decoder families. Sizes are odd on purpose; the decoder is not always as deep as the encoder."""

import transformers as t

import family_tokenizers as tokenizers
import two_stack_stages as stages
from encoder_families import ROBERTA_ENDS
from family_models import UNICODE, Family, first_t5, untied_t5, untied_t5_config

TRANSLATED = (
    ("full", "The mill", "Der Müller"),
    ("unicode", UNICODE, "水!"),
    ("long", "The miller had a mill", "Das Wasser drehte das Rad"),
)
T5_ENDS = dict(eos_token="</s>", unk_token="<unk>", pad_token="<pad>")


def t5_like(**changes):
    sizes = dict(
        vocab_size=131,
        d_model=24,
        d_kv=7,
        d_ff=41,
        num_layers=2,
        num_decoder_layers=2,
        num_heads=5,
        relative_attention_num_buckets=8,
        relative_attention_max_distance=12,
        layer_norm_epsilon=3e-3,
        dropout_rate=0.0,
        pad_token_id=0,
        eos_token_id=1,
        decoder_start_token_id=0,
    )
    return sizes | changes


def bart_like(**changes):
    sizes = dict(
        d_model=30,
        encoder_layers=2,
        decoder_layers=2,
        encoder_attention_heads=5,
        decoder_attention_heads=5,
        encoder_ffn_dim=37,
        decoder_ffn_dim=37,
        max_position_embeddings=64,
        dropout=0.0,
        attention_dropout=0.0,
    )
    return sizes | changes


TWO_STACKS = {
    "t5": Family(
        t.T5ForConditionalGeneration,
        t.T5Config,
        t5_like(),
        stages.t5,
        tokenizers.t5_kind,
        T5_ENDS,
        dtype="bfloat16",
        texts=TRANSLATED,
        greedy=True,
        seed=47,
        gain={"Attention.q": 0.4},  # there is no scale after the product
        on_hub=first_t5,
    ),
    "t5_gated": Family(
        t.T5ForConditionalGeneration,
        t.T5Config,
        t5_like(num_decoder_layers=1, feed_forward_proj="gated-gelu", tie_word_embeddings=False),
        stages.t5,
        tokenizers.t5_kind,
        T5_ENDS,
        dtype="float16",
        texts=TRANSLATED,
        greedy=True,
        seed=17,
        gain={"Attention.q": 0.4},
        old_config=untied_t5_config,
        on_hub=untied_t5,
    ),
    "bart": Family(
        t.BartForConditionalGeneration,
        t.BartConfig,
        bart_like(
            vocab_size=293,
            encoder_layers=1,
            activation_function="gelu",
            pad_token_id=1,
            bos_token_id=0,
            eos_token_id=2,
            decoder_start_token_id=2,
            forced_eos_token_id=None,
        ),
        stages.bart,
        tokenizers.roberta_kind,
        ROBERTA_ENDS,
        dtype="bfloat16",
        texts=(("full", "The mill", "the wheel"), *TRANSLATED[1:]),
        greedy=True,
        seed=59,
        gain={"shared": 0.6, "embed_positions": 2.0},
    ),
    "marian": Family(
        t.MarianMTModel,
        t.MarianConfig,
        bart_like(
            vocab_size=118,
            decoder_layers=1,
            activation_function="swish",
            scale_embedding=True,
            pad_token_id=117,
            bos_token_id=0,
            eos_token_id=0,
            decoder_start_token_id=117,
            forced_eos_token_id=None,
        ),
        stages.bart,
        tokenizers.marian_kind,
        dict(eos_token="</s>", unk_token="<unk>", pad_token="<pad>"),
        dtype="bfloat16",
        texts=TRANSLATED,
        greedy=True,
        seed=29,
        gain={"shared": 0.3},
    ),
}
