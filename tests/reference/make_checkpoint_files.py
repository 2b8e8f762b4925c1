"""Writes small checkpoint files in the formats Headscope reads, with the official writers, and what they hold.

    pip install numpy safetensors gguf
    python make_checkpoint_files.py

Everything goes to checkpoints/ beside this script; see README.md.
"""

import pathlib

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Type
from safetensors.numpy import save_file

FOLDER = pathlib.Path(__file__).parent / "checkpoints"


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


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    write_blocks()
