"""Writes small checkpoint files in the formats Headscope reads, with the official writers, and what they hold.

    pip install -r requirements.txt gguf==0.19.0
    python make_checkpoint_files.py

Everything goes to checkpoints/ beside this script; see README.md. The models are those of families/ and gpt2_tiny_f16/ in another
container.
"""

import json
import math
import pathlib

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType as Type
from safetensors import safe_open
from safetensors.numpy import save_file

HERE = pathlib.Path(__file__).parent
FOLDER = HERE / "checkpoints"


def halves(random, count):
    """Finite half-precision numbers of either sign, some of them subnormal."""
    return (random.standard_normal(count) * 10.0 ** random.integers(-7, 2, count)).astype(np.float16)


def random_blocks(random, quant_type, count):
    """Blocks of random bytes whose scales are finite."""
    size = gguf.GGML_QUANT_SIZES[quant_type][1]
    blocks = random.integers(0, 256, (count, size), dtype=np.uint8)
    scale_places = {Type.Q8_0: [0], Type.Q4_0: [0], Type.Q4_K: [0, 2], Type.Q6_K: [208]}[quant_type]
    for place in scale_places:
        blocks[:, place : place + 2] = halves(random, count).view(np.uint8).reshape(count, 2)
    return blocks


def write_blocks():
    random = np.random.default_rng(3)
    tensors = {}
    for quant_type, count in ((Type.Q8_0, 8), (Type.Q4_0, 8), (Type.Q4_K, 4), (Type.Q6_K, 4)):
        blocks = random_blocks(random, quant_type, count)
        tensors[quant_type.name + ".bytes"] = blocks.reshape(-1)
        tensors[quant_type.name + ".values"] = gguf.dequantize(blocks, quant_type).reshape(-1).astype(np.float32)
    save_file(tensors, FOLDER / "blocks.safetensors")


def bfloat_bytes(tensor):
    return tensor.to(torch.bfloat16).contiguous().view(torch.uint8).numpy()


def finish(writer):
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def write_every_gguf_type():
    """One tensor of each number type, one key of each value type."""
    random = np.random.default_rng(7)
    numbers = random.standard_normal((3, 256)).astype(np.float32)
    writer = gguf.GGUFWriter(FOLDER / "types.gguf", "none")
    expected = {}

    def add(name, stored, values, **how):
        writer.add_tensor(name, stored, **how)
        expected[name] = np.ascontiguousarray(values, dtype=np.float32)

    add("f32", numbers, numbers)
    add("f16", numbers.astype(np.float16), numbers.astype(np.float16))
    bfloat = torch.from_numpy(numbers).to(torch.bfloat16)
    add("bf16", bfloat_bytes(bfloat), bfloat.float().numpy(), raw_dtype=Type.BF16)
    add("f64", numbers.astype(np.float64) * np.pi, (numbers.astype(np.float64) * np.pi).astype(np.float32))
    for quant_type, rows, columns in ((Type.Q8_0, 2, 96), (Type.Q4_0, 2, 64), (Type.Q4_K, 2, 256), (Type.Q6_K, 1, 512)):
        per_block, size = gguf.GGML_QUANT_SIZES[quant_type]
        blocks = random_blocks(random, quant_type, rows * columns // per_block).reshape(rows, -1)
        add(quant_type.name.lower(), blocks, gguf.dequantize(blocks, quant_type), raw_dtype=quant_type)
    cube = random.standard_normal((2, 3, 4)).astype(np.float32)
    add("cube", cube, cube)
    row = random.standard_normal(5).astype(np.float32)
    add("row", row, row)

    writer.add_uint8("a.u8", 200)
    writer.add_int8("a.i8", -100)
    writer.add_uint16("a.u16", 60000)
    writer.add_int16("a.i16", -30000)
    writer.add_uint32("a.u32", 4000000000)
    writer.add_int32("a.i32", -2000000000)
    writer.add_uint64("a.u64", 2**63 + 5)
    writer.add_int64("a.i64", -(2**60))
    writer.add_float32("a.f32", 0.1)
    writer.add_float64("a.f64", 0.1)
    writer.add_bool("a.bool", True)
    writer.add_string("a.text", "naïve\n水")
    writer.add_array("a.texts", ["one", "", "three"])
    writer.add_array("a.integers", [1, -2, 300000])
    writer.add_array("a.numbers", [0.5, -1.25])
    finish(writer)
    save_file(expected, FOLDER / "types.safetensors")


def tensors_of(folder):
    tensors = {}
    for file in sorted(folder.glob("model*.safetensors")):
        with safe_open(file, "pt") as opened:
            tensors.update({name: opened.get_tensor(name) for name in opened.keys()})
    return tensors


def add_tensor(writer, name, tensor):
    """Vectors as float32, matrices as they are, as llama.cpp's converter does."""
    if tensor.ndim == 1 or tensor.dtype == torch.float32:
        writer.add_tensor(name, tensor.float().numpy())
    elif tensor.dtype == torch.bfloat16:
        writer.add_tensor(name, bfloat_bytes(tensor), raw_dtype=Type.BF16)
    else:
        writer.add_tensor(name, tensor.contiguous().numpy())


def write_tokenizer(writer, folder, model, pre, size):
    """The vocabulary as llama.cpp's converter writes it, padded to the model's size."""
    tokenizer = json.loads((folder / "tokenizer.json").read_text())
    pieces = {index: piece for piece, index in tokenizer["model"]["vocab"].items()}
    special = {token["id"]: token["content"] for token in tokenizer["added_tokens"]}
    pieces.update(special)
    tokens, scores, types = [], [], []
    for index in range(size):
        piece = pieces.get(index)
        tokens.append(piece if piece is not None else f"[PAD{index}]")
        kind = gguf.TokenType.NORMAL
        if piece is None:
            kind = gguf.TokenType.UNUSED
        elif piece == "<unk>":
            kind = gguf.TokenType.UNKNOWN
        elif index in special:
            kind = gguf.TokenType.CONTROL
        elif model == "llama" and len(piece) == 6 and piece.startswith("<0x"):
            kind = gguf.TokenType.BYTE
        types.append(kind)
        scores.append(0.0 if kind != gguf.TokenType.NORMAL else -float(index))
    writer.add_tokenizer_model(model)
    writer.add_tokenizer_pre(pre)
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    if model == "llama":
        writer.add_token_scores(scores)
    else:
        writer.add_token_merges([" ".join(merge) for merge in tokenizer["model"]["merges"]])


LLAMA_NAMES = {
    "model.embed_tokens": "token_embd",
    "model.norm": "output_norm",
    "lm_head": "output",
    "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
GPT2_NAMES = {
    "wte": "token_embd",
    "wpe": "position_embd",
    "ln_f": "output_norm",
    "ln_1": "attn_norm",
    "attn.c_attn": "attn_qkv",
    "attn.c_proj": "attn_output",
    "ln_2": "ffn_norm",
    "mlp.c_fc": "ffn_up",
    "mlp.c_proj": "ffn_down",
}


def gguf_name(names, name, layers):
    name, ending = name.rsplit(".", 1)
    if name in names:
        return f"{names[name]}.{ending}"
    number, part = name.removeprefix(layers).split(".", 1)
    return f"blk.{number}.{names[part]}.{ending}"


def neighbours(weight, heads):
    """Rows of each head re-ordered: channel i and i + half become neighbours."""
    rows = weight.shape[0]
    return weight.reshape(heads, 2, rows // heads // 2, -1).swapaxes(1, 2).reshape(weight.shape)


def llama3_factors(config):
    """The rotary frequencies' divisors of Llama 3.1, from its own definition."""
    rope = config["rope_scaling"]
    half = config["head_dim"] // 2
    factors = []
    for i in range(half):
        length = 2 * math.pi * config["rope_theta"] ** (i / half)
        ratio = rope["original_max_position_embeddings"] / length
        low, high = rope["low_freq_factor"], rope["high_freq_factor"]
        smooth = min(max((ratio - low) / (high - low), 0.0), 1.0)
        factors.append(1 / ((1 - smooth) / rope["factor"] + smooth))
    return np.array(factors, dtype=np.float32)


def write_llama(name, model, pre):
    folder = HERE / "families" / name
    config = json.loads((folder / "config.json").read_text())
    heads, groups = config["num_attention_heads"], config["num_key_value_heads"]
    writer = gguf.GGUFWriter(FOLDER / f"{name}.gguf", "llama")
    writer.add_name(f"tiny {name}")
    writer.add_vocab_size(config["vocab_size"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_rope_dimension_count(config["head_dim"])
    writer.add_head_count(heads)
    writer.add_head_count_kv(groups)
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_rope_freq_base(config["rope_theta"])
    write_tokenizer(writer, folder, model, pre, config["vocab_size"])
    writer.add_bos_token_id(config["bos_token_id"])
    writer.add_eos_token_id(config["eos_token_id"])
    if config["rope_scaling"]:
        writer.add_key_length(config["head_dim"])
        writer.add_tensor("rope_freqs.weight", llama3_factors(config))
    for tensor_name, tensor in tensors_of(folder).items():
        if tensor_name.endswith("inv_freq") or tensor_name.startswith("lm_head") and config["tie_word_embeddings"]:
            continue
        if ".q_proj." in tensor_name:
            tensor = neighbours(tensor, heads)
        if ".k_proj." in tensor_name:
            tensor = neighbours(tensor, groups)
        add_tensor(writer, gguf_name(LLAMA_NAMES, tensor_name, "model.layers."), tensor)
    finish(writer)


def write_gpt2():
    folder = HERE / "gpt2_tiny_f16"
    config = json.loads((folder / "config.json").read_text())
    writer = gguf.GGUFWriter(FOLDER / "gpt2.gguf", "gpt2")
    writer.add_name("tiny gpt2")
    writer.add_context_length(config["n_positions"])
    writer.add_embedding_length(config["n_embd"])
    writer.add_block_count(config["n_layer"])
    writer.add_feed_forward_length(config["n_inner"])
    writer.add_head_count(config["n_head"])
    writer.add_layer_norm_eps(config["layer_norm_epsilon"])
    write_tokenizer(writer, folder, "gpt2", "gpt-2", config["vocab_size"])
    writer.add_bos_token_id(config["bos_token_id"])
    writer.add_eos_token_id(config["eos_token_id"])
    for name, tensor in tensors_of(folder).items():
        name = name.removeprefix("transformer.")
        if name == "lm_head.weight" or name.endswith((".attn.bias", ".masked_bias")):
            continue
        if ".c_" in name and name.endswith(".weight"):
            tensor = tensor.t()
        add_tensor(writer, gguf_name(GPT2_NAMES, name, "h."), tensor)
    finish(writer)


def torch_tensors():
    """Every number type, and tensors that are views in every way."""
    random = torch.Generator().manual_seed(11)
    base = torch.randn(6, 4, generator=random)
    tensors = {
        "f32": torch.randn(3, 5, generator=random),
        "f16": torch.randn(7, generator=random).half(),
        "bf16": torch.randn(2, 3, generator=random).bfloat16(),
        "f64": torch.randn(2, 2, generator=random).double(),
        "i64": torch.tensor([1, -2, 2**40]),
        "i32": torch.tensor([1, -2], dtype=torch.int32),
        "i16": torch.tensor([300], dtype=torch.int16),
        "i8": torch.tensor([-3], dtype=torch.int8),
        "u8": torch.tensor([200], dtype=torch.uint8),
        "bool": torch.tensor([True, False]),
        "scalar": torch.tensor(2.5),
        "empty": torch.zeros(0, 3),
        "parameter": torch.nn.Parameter(torch.randn(4, generator=random)),
        "whole": base,
        "shared": base,
        "rows": base[2:5],
        "transposed": base.t(),
        "columns": base[:, 1:3],
        "every_other": base[::2],
        "permuted": torch.arange(24.0).reshape(2, 3, 4).permute(2, 0, 1),
        "one_wide": base[:, :1],
    }
    return tensors


def write_torch():
    tensors = torch_tensors()
    expected = {name: tensor.detach().float().contiguous().clone().numpy() for name, tensor in tensors.items()}
    save_file(expected, FOLDER / "torch.safetensors")
    torch.save(tensors, FOLDER / "zip.bin")
    torch.save(tensors, FOLDER / "run.bin", _use_new_zipfile_serialization=False)
    torch.save(tensors, FOLDER / "zip_protocol5.bin", pickle_protocol=5)
    torch.save(tensors, FOLDER / "run_protocol4.bin", pickle_protocol=4, _use_new_zipfile_serialization=False)
    layer = torch.nn.Sequential(torch.nn.Linear(2, 3))
    torch.manual_seed(2)
    torch.save({"epoch": 3, "model": {"state_dict": layer.state_dict(), "lr": 0.5}}, FOLDER / "nested.bin")
    torch.save(layer, FOLDER / "module.bin")

    shards = FOLDER / "sharded_bin"
    shards.mkdir(exist_ok=True)
    parts = [dict(list(tensors.items())[:9]), dict(list(tensors.items())[9:])]
    weight_map = {}
    for number, part in enumerate(parts, 1):
        name = f"pytorch_model-{number:05}-of-00002.bin"
        torch.save(part, shards / name)
        weight_map.update({tensor: name for tensor in part})
    index = {"metadata": {"total_size": 0}, "weight_map": weight_map}
    (shards / "pytorch_model.bin.index.json").write_text(json.dumps(index, indent=1) + "\n")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    write_blocks()
    write_every_gguf_type()
    write_llama("llama", "llama", "default")
    write_llama("llama3", "gpt2", "llama-bpe")
    write_gpt2()
    write_torch()
