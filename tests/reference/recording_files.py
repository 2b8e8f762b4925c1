"""Writing recordings: safetensors files with their metadata in one order, offsets in bytes, distances by kind of tensor."""

import json

from safetensors.torch import save_file


def byte_offsets(text, offsets):
    """Character offsets as UTF-8 byte offsets."""
    at = [0]
    for character in text:
        at.append(at[-1] + len(character.encode("utf-8")))
    return [[at[a], at[b]] for a, b in offsets]


def save_recording(values, path, metadata):
    """save_file leaves the order of the metadata to chance; this writes it in one order."""
    save_file(values, path, metadata=metadata)
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    header["__metadata__"] = dict(sorted(header["__metadata__"].items()))
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
    text += b" " * (-len(text) % 8)
    path.write_bytes(len(text).to_bytes(8, "little") + text + data[8 + size :])


def rounding(values, exact):
    """Largest difference by kind of tensor; blocks.0.x and blocks.1.x are one kind."""
    worst = {}
    for name, value in values.items():
        kind = name.split(".", 2)[2] if name.startswith("blocks.") else name
        difference = (value.double() - exact[name]).nan_to_num(0.0).abs().max().item()
        worst[kind] = max(worst.get(kind, 0.0), difference)
    return worst
