"""Records how fast the official implementation turns queries and keys, for config.json files of every kind and age.

    python make_rotary.py --out rotary.json

Each case is a config.json as one finds it; the official configuration class reads it, and the official module makes the
frequencies and the factor on sine and cosine.
"""

import argparse
import json
from pathlib import Path

import transformers
from transformers import Gemma3TextConfig, GPTNeoXConfig, LlamaConfig, Phi3Config, PhiConfig, Qwen2Config
from transformers.models.gemma3.modeling_gemma3 import Gemma3RotaryEmbedding
from transformers.models.gpt_neox.modeling_gpt_neox import GPTNeoXRotaryEmbedding
from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding
from transformers.models.phi.modeling_phi import PhiRotaryEmbedding
from transformers.models.phi3.modeling_phi3 import Phi3RotaryEmbedding
from transformers.models.qwen2.modeling_qwen2 import Qwen2RotaryEmbedding

KINDS = {
    "llama": (LlamaConfig, LlamaRotaryEmbedding),
    "qwen2": (Qwen2Config, Qwen2RotaryEmbedding),
    "gpt_neox": (GPTNeoXConfig, GPTNeoXRotaryEmbedding),
    "phi": (PhiConfig, PhiRotaryEmbedding),
    "phi3": (Phi3Config, Phi3RotaryEmbedding),
    "gemma3_text": (Gemma3TextConfig, Gemma3RotaryEmbedding),
}

SMALL = {"hidden_size": 256, "num_attention_heads": 4, "num_hidden_layers": 2,
         "intermediate_size": 8, "vocab_size": 16, "max_position_embeddings": 4096}
LLAMA3 = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
          "original_max_position_embeddings": 1024}
YARN = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 1024}
SHORT = [1 + i / 7 for i in range(32)]
LONG = [2.5 + i for i in range(32)]
LONGROPE = {"type": "longrope", "short_factor": SHORT, "long_factor": LONG}

CASES = {
    "plain": ("llama", {}),
    "old base": ("llama", {"rope_theta": 500000.0}),
    "new base": ("llama", {"rope_parameters": {"rope_type": "default", "rope_theta": 500000.0}}),
    "own head width": ("llama", {"head_dim": 80, "rope_theta": 1000.0}),
    "linear, first spelling": ("llama", {"rope_scaling": {"type": "linear", "factor": 2.5}}),
    "linear, new": ("llama", {"rope_parameters": {"rope_type": "linear", "factor": 3.0, "rope_theta": 20000.0}}),
    "dynamic": ("llama", {"rope_scaling": {"type": "dynamic", "factor": 4.0}}),
    "llama3": ("llama", {"rope_scaling": LLAMA3, "rope_theta": 500000.0}),
    "llama3, new": ("llama", {"rope_parameters": LLAMA3 | {"rope_theta": 500000.0}}),
    "llama3, context outside": ("llama", {"rope_scaling": {k: v for k, v in LLAMA3.items() if "original" not in k},
                                          "original_max_position_embeddings": 512}),
    "yarn": ("qwen2", {"rope_scaling": {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 1024},
                       "rope_theta": 1e6}),
    "yarn, new": ("llama", {"rope_parameters": YARN | {"rope_theta": 10000.0}}),
    "yarn with betas": ("llama", {"rope_scaling": YARN | {"beta_fast": 16, "beta_slow": 2}}),
    "yarn with its own factor": ("llama", {"rope_scaling": YARN | {"attention_factor": 0.75}}),
    "yarn with mscale": ("llama", {"rope_scaling": YARN | {"mscale": 0.7, "mscale_all_dim": 1.3}}),
    "yarn with one mscale": ("llama", {"rope_scaling": YARN | {"mscale": 0.7}}),
    "yarn not cut to whole channels": ("llama", {"rope_parameters": YARN | {"rope_theta": 10000.0, "truncate": False}}),
    "yarn of one channel": ("llama", {"rope_scaling": YARN | {"beta_fast": 1, "beta_slow": 1, "truncate": False}}),
    "quarter of a head": ("gpt_neox", {"rotary_pct": 0.25, "rotary_emb_base": 20000}),
    "quarter, usual": ("gpt_neox", {}),
    "odd channels": ("gpt_neox", {"hidden_size": 120, "rotary_pct": 0.5}),
    "quarter, new": ("gpt_neox", {"rope_parameters": {"rope_type": "linear", "factor": 2.0, "rope_theta": 300.0,
                                                      "partial_rotary_factor": 0.75}}),
    "half": ("phi", {"partial_rotary_factor": 0.4, "rope_theta": 5000.0}),
    "half, usual": ("phi", {}),
    "half, new": ("phi", {"rope_parameters": {"rope_type": "default", "rope_theta": 100.0,
                                              "partial_rotary_factor": 0.25}}),
    "longrope": ("phi3", {"original_max_position_embeddings": 1024, "rope_scaling": LONGROPE}),
    "longrope of part of a head": ("phi3", {"original_max_position_embeddings": 1024, "partial_rotary_factor": 0.75,
                                            "rope_scaling": LONGROPE | {"short_factor": SHORT[:24], "long_factor": LONG[:24]}}),
    "longrope, new": ("phi3", {"original_max_position_embeddings": 1024, "rope_parameters": {
        "rope_type": "longrope", "rope_theta": 300.0, "partial_rotary_factor": 1.0, "short_factor": SHORT,
        "long_factor": LONG}}),
    "longrope of LLaMA": ("llama", {"rope_scaling": LONGROPE | {"factor": 6.0, "original_max_position_embeddings": 1024}}),
    "two bases, usual": ("gemma3_text", {"head_dim": 64, "sliding_window_pattern": 2}),
    "two bases, old": ("gemma3_text", {"head_dim": 64, "sliding_window_pattern": 2, "rope_theta": 5000.0, "rope_local_base_freq": 100.0,
                                       "rope_scaling": {"rope_type": "linear", "factor": 8.0}}),
    "two bases, new": ("gemma3_text", {"head_dim": 64, "sliding_window_pattern": 2, "rope_parameters": {
        "sliding_attention": {"rope_type": "default", "rope_theta": 200.0},
        "full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 3000.0}}}),
}


def recorded(kind, fields):
    config_class, module_class = KINDS[kind]
    written = {"model_type": kind} | SMALL | fields
    module = module_class(config_class.from_dict(json.loads(json.dumps(written))))
    case = {"config": written}
    for prefix in ("full_attention_", "sliding_attention_") if kind == "gemma3_text" else ("",):
        frequencies = getattr(module, prefix + "inv_freq")
        assert frequencies.dtype.is_floating_point and frequencies.dtype.itemsize == 4
        case[prefix + "frequencies"] = frequencies.tolist()
        case[prefix + "factor"] = float(getattr(module, prefix + "attention_scaling"))
    return case


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    cases = {name: recorded(*case) for name, case in CASES.items()}
    parser.parse_args().out.write_text(json.dumps({"transformers": transformers.__version__, "cases": cases}, indent=1) + "\n")


if __name__ == "__main__":
    main()
