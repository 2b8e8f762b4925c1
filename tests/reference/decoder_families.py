"""Decoders. Sizes are odd on purpose, windows are shorter than the texts, and no two neighbours share a kind of file."""

import transformers as t

import decoder_stages as stages
import family_tokenizers as tokenizers
from family_models import (
    Family,
    old_gemma3,
    old_linear_rope,
    old_neox,
    old_rope,
    with_frequencies,
    with_masks,
    without,
)

LLAMA_ENDS = dict(bos_token="<s>", eos_token="</s>", unk_token="<unk>")
LLAMA3_ENDS = dict(bos_token="<|begin_of_text|>", eos_token="<|end_of_text|>")
QWEN_ENDS = dict(eos_token="<|endoftext|>", pad_token="<|endoftext|>")
GEMMA_ENDS = dict(bos_token="<bos>", eos_token="<eos>", pad_token="<pad>", unk_token="<unk>")
GPT2_ENDS = dict(bos_token="<|endoftext|>", eos_token="<|endoftext|>", unk_token="<|endoftext|>")
BLOOM_ENDS = dict(bos_token="<s>", eos_token="</s>", unk_token="<unk>", pad_token="<pad>")
OPT_ENDS = dict(bos_token="</s>", eos_token="</s>", unk_token="</s>", pad_token="<pad>")


def llama_like(**changes):
    sizes = dict(
        vocab_size=337,
        hidden_size=24,
        num_hidden_layers=2,
        num_attention_heads=6,
        num_key_value_heads=2,
        intermediate_size=53,
        max_position_embeddings=64,
        rms_norm_eps=4e-3,  # large enough to be missed
        bos_token_id=1,
        eos_token_id=2,
        tie_word_embeddings=False,
        attention_dropout=0.0,
    )
    return sizes | changes


def gemma_like(**changes):
    ends = dict(pad_token_id=0, eos_token_id=1, bos_token_id=2, rms_norm_eps=5e-3, tie_word_embeddings=True)
    return llama_like(**(ends | changes))


def qwen_like(**changes):
    return llama_like(**(dict(vocab_size=293, bos_token_id=284, eos_token_id=284, rms_norm_eps=5e-3) | changes))


def opt_like(**changes):
    sizes = dict(
        vocab_size=293,
        hidden_size=30,
        num_hidden_layers=2,
        num_attention_heads=5,
        ffn_dim=47,
        word_embed_proj_dim=30,
        max_position_embeddings=64,
        pad_token_id=1,
        bos_token_id=2,
        eos_token_id=2,
        dropout=0.0,
        attention_dropout=0.0,
    )
    return sizes | changes


def neox_like(**changes):
    sizes = dict(
        vocab_size=293,
        hidden_size=40,
        num_hidden_layers=2,
        num_attention_heads=5,
        intermediate_size=61,
        max_position_embeddings=64,
        rotary_pct=0.25,
        hidden_act="gelu",
        layer_norm_eps=3e-3,
        bos_token_id=0,
        eos_token_id=0,
        tie_word_embeddings=False,
        use_parallel_residual=True,
    )
    return sizes | changes


def phi_like(**changes):
    sizes = dict(
        vocab_size=291,
        hidden_size=24,
        num_hidden_layers=2,
        num_attention_heads=3,
        intermediate_size=43,
        max_position_embeddings=64,
        rope_parameters={"rope_type": "default", "rope_theta": 1000.0, "partial_rotary_factor": 0.5},
        layer_norm_eps=3e-3,
        bos_token_id=284,
        eos_token_id=284,
        attention_dropout=0.0,
    )
    return sizes | changes


LINEAR = {"rope_type": "linear", "factor": 2.5, "rope_theta": 10000.0}
# Three pairs of channels on either side of both limits and one between them: wavelengths 6.3, 13, 28 and 60 against 8 and 32.
LLAMA3_ROPE = {
    "rope_type": "llama3",
    "rope_theta": 20.0,
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 32,
}
GEMMA3_ROPE = {
    "sliding_attention": {"rope_type": "default", "rope_theta": 100.0},
    "full_attention": {"rope_type": "linear", "rope_theta": 5000.0, "factor": 4.0},
}

DECODERS = {
    "gpt2_inverse_layer": Family(
        t.GPT2LMHeadModel,
        t.GPT2Config,
        dict(
            vocab_size=291,
            n_positions=64,
            n_embd=30,
            n_layer=3,
            n_head=5,
            n_inner=43,
            scale_attn_by_inverse_layer_idx=True,
            activation_function="gelu",
            layer_norm_epsilon=3e-3,
            attn_pdrop=0.0,
            embd_pdrop=0.0,
            resid_pdrop=0.0,
            bos_token_id=284,
            eos_token_id=284,
        ),
        stages.gpt2,
        tokenizers.gpt2_kind,
        GPT2_ENDS,
        dtype="bfloat16",
        gain={"attn.c_attn": 1.3},
    ),
    "gpt_neo": Family(
        t.GPTNeoForCausalLM,
        t.GPTNeoConfig,
        dict(
            vocab_size=291,
            hidden_size=30,
            num_layers=2,
            num_heads=5,
            intermediate_size=47,
            max_position_embeddings=64,
            attention_types=[[["global", "local"], 1]],
            window_size=5,
            layer_norm_epsilon=2e-3,
            bos_token_id=284,
            eos_token_id=284,
        ),
        stages.gpt_neo,
        tokenizers.gpt2_kind,
        GPT2_ENDS,
        gain={"q_proj": 0.6, "k_proj": 0.6},  # there is no scale after the product
        dtype="bfloat16",
        on_hub=with_masks,
    ),
    "gptj": Family(
        t.GPTJForCausalLM,
        t.GPTJConfig,
        dict(
            vocab_size=291,
            n_positions=64,
            n_embd=24,
            n_layer=2,
            n_head=3,
            n_inner=41,
            rotary_dim=6,
            layer_norm_epsilon=2e-3,
            attn_pdrop=0.0,
            embd_pdrop=0.0,
            resid_pdrop=0.0,
            bos_token_id=284,
            eos_token_id=284,
            tie_word_embeddings=False,
        ),
        stages.gptj,
        tokenizers.gpt2_kind,
        GPT2_ENDS,
        dtype="bfloat16",
    ),
    "opt": Family(
        t.OPTForCausalLM,
        t.OPTConfig,
        opt_like(),
        stages.opt,
        tokenizers.opt_kind,
        OPT_ENDS,
        dtype="float16",
        shard="20KB",
    ),
    "opt_350m": Family(
        t.OPTForCausalLM,
        t.OPTConfig,
        opt_like(word_embed_proj_dim=20, do_layer_norm_before=False),
        stages.opt,
        tokenizers.opt_kind,
        OPT_ENDS,
        dtype="float16",
        greedy=True,
        seed=15,
    ),
    "gpt_neox": Family(
        t.GPTNeoXForCausalLM,
        t.GPTNeoXConfig,
        neox_like(),
        stages.gpt_neox,
        tokenizers.neox_kind,
        GPT2_ENDS,
        dtype="float16",
        old_config=old_neox,
        on_hub=with_masks,
        greedy=True,
        seed=59,
    ),
    "gpt_neox_sequential": Family(
        t.GPTNeoXForCausalLM,
        t.GPTNeoXConfig,
        neox_like(
            hidden_size=24,
            num_attention_heads=3,
            rotary_pct=0.5,
            use_parallel_residual=False,
            hidden_act="gelu_fast",
            intermediate_size=43,
        ),
        stages.gpt_neox,
        tokenizers.neox_kind,
        GPT2_ENDS,
        dtype="bfloat16",
        shard="20KB",
    ),
    "bloom": Family(
        t.BloomForCausalLM,
        t.BloomConfig,
        dict(
            vocab_size=297,
            hidden_size=25,
            n_layer=2,
            n_head=5,
            layer_norm_epsilon=3e-3,
            hidden_dropout=0.0,
            attention_dropout=0.0,
        ),
        stages.bloom,
        tokenizers.bloom_kind,
        BLOOM_ENDS,
        dtype="float16",
        on_hub=without("transformer."),
    ),
    "llama": Family(
        t.LlamaForCausalLM,
        t.LlamaConfig,
        llama_like(),
        stages.llama,
        tokenizers.llama_kind,
        LLAMA_ENDS,
        dtype="float16",
        old_config=old_rope,
        on_hub=with_frequencies,
        greedy=True,
    ),
    "llama3": Family(
        t.LlamaForCausalLM,
        t.LlamaConfig,
        llama_like(
            vocab_size=291,
            bos_token_id=284,
            eos_token_id=285,
            num_attention_heads=3,
            num_key_value_heads=1,
            rope_parameters=LLAMA3_ROPE,
            tie_word_embeddings=True,
        ),
        stages.llama,
        tokenizers.llama3_kind,
        LLAMA3_ENDS,
        dtype="bfloat16",
        old_config=old_rope,
        shard="20KB",
    ),
    "llama_linear_rope": Family(
        t.LlamaForCausalLM,
        t.LlamaConfig,
        llama_like(
            hidden_size=30,
            num_attention_heads=5,
            num_key_value_heads=5,
            attention_bias=True,
            mlp_bias=True,
            tie_word_embeddings=True,
            rope_parameters=LINEAR,
        ),
        stages.llama,
        tokenizers.llama_kind,
        LLAMA_ENDS,
        dtype="bfloat16",
        old_config=old_linear_rope,
    ),
    "llama_wide_heads": Family(
        t.LlamaForCausalLM,
        t.LlamaConfig,
        llama_like(hidden_size=25, num_attention_heads=5, num_key_value_heads=1, head_dim=8, intermediate_size=37),
        stages.llama,
        tokenizers.llama_kind,
        LLAMA_ENDS,
        dtype="bfloat16",
    ),
    "mistral": Family(
        t.MistralForCausalLM,
        t.MistralConfig,
        llama_like(
            hidden_size=30,
            num_attention_heads=3,
            num_key_value_heads=1,
            intermediate_size=41,
            sliding_window=5,
            rope_parameters={"rope_type": "default", "rope_theta": 300.0},
        ),
        stages.llama,
        tokenizers.llama_kind,
        LLAMA_ENDS,
        dtype="bfloat16",
        old_config=old_rope,
        shard="30KB",
    ),
    "qwen2": Family(
        t.Qwen2ForCausalLM,
        t.Qwen2Config,
        qwen_like(
            num_attention_heads=3,
            num_key_value_heads=1,
            tie_word_embeddings=True,
            sliding_window=4,
            max_window_layers=1,
        ),
        stages.llama,
        tokenizers.qwen_kind,
        QWEN_ENDS,
        dtype="bfloat16",
        old_config=old_rope,
    ),
    "qwen3": Family(
        t.Qwen3ForCausalLM,
        t.Qwen3Config,
        qwen_like(head_dim=6, use_sliding_window=True, sliding_window=5, max_window_layers=1),
        stages.llama,
        tokenizers.qwen_kind,
        QWEN_ENDS,
        dtype="bfloat16",
        greedy=True,
    ),
    "gemma": Family(
        t.GemmaForCausalLM,
        t.GemmaConfig,
        gemma_like(num_attention_heads=3, num_key_value_heads=1, head_dim=10),
        stages.llama,
        tokenizers.gemma_kind,
        GEMMA_ENDS,
        dtype="float16",
        old_config=old_rope,
    ),
    "gemma2": Family(
        t.Gemma2ForCausalLM,
        t.Gemma2Config,
        gemma_like(
            head_dim=10,
            query_pre_attn_scalar=7,
            attn_logit_softcapping=4.0,
            final_logit_softcapping=5.0,
            sliding_window=5,
        ),
        stages.llama,
        tokenizers.gemma_kind,
        GEMMA_ENDS,
        dtype="bfloat16",
        greedy=True,
    ),
    "gemma3": Family(
        t.Gemma3ForCausalLM,
        t.Gemma3TextConfig,
        gemma_like(
            head_dim=8,
            num_attention_heads=3,
            num_key_value_heads=1,
            query_pre_attn_scalar=11,
            sliding_window=5,
            layer_types=["sliding_attention", "full_attention"],
            rope_parameters=GEMMA3_ROPE,
        ),
        stages.llama,
        tokenizers.gemma_kind,
        GEMMA_ENDS,
        dtype="bfloat16",
        old_config=old_gemma3,
    ),
    "phi": Family(
        t.PhiForCausalLM,
        t.PhiConfig,
        phi_like(),
        stages.phi,
        tokenizers.gpt2_kind,
        GPT2_ENDS,
        dtype="float16",
        old_config=old_rope,
    ),
    "phi_normed": Family(
        t.PhiForCausalLM,
        t.PhiConfig,
        phi_like(num_attention_heads=6, num_key_value_heads=2, qk_layernorm=True, tie_word_embeddings=False),
        stages.phi,
        tokenizers.gpt2_kind,
        GPT2_ENDS,
        dtype="bfloat16",
    ),
    "phi3": Family(
        t.Phi3ForCausalLM,
        t.Phi3Config,
        llama_like(sliding_window=6, original_max_position_embeddings=64, pad_token_id=2, intermediate_size=41),
        stages.llama,
        tokenizers.llama_kind,
        LLAMA_ENDS,
        dtype="bfloat16",
        old_config=old_rope,
    ),
}
