"""Records what official implementations of attention mechanisms compute on small random numbers.

    python make_mechanisms.py --out mechanisms [GROUP ...]

A group is a file beside this one, mechanisms_GROUP.py, with recordings(): a dictionary from a recording's name to its tensors and its
metadata (strings), and PACKAGES, the packages whose versions its recordings depend on. Each recording becomes mechanisms/NAME.safetensors;
mechanisms/MANIFEST.json has versions and hashes.
"""

import argparse
import hashlib
import importlib
import importlib.metadata
import json
from pathlib import Path

from recording_files import save_recording

HERE = Path(__file__).parent


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("groups", nargs="*", help="all by default")
    chosen = arguments.parse_args()
    chosen.out.mkdir(exist_ok=True)
    path = chosen.out / "MANIFEST.json"
    manifest = json.loads(path.read_text()) if path.exists() else {}
    groups = chosen.groups or sorted(file.stem.removeprefix("mechanisms_") for file in HERE.glob("mechanisms_*.py"))
    for group in groups:
        module = importlib.import_module("mechanisms_" + group)
        files = {}
        for name, (tensors, metadata) in sorted(module.recordings().items()):
            file = chosen.out / (name + ".safetensors")
            save_recording({key: value.contiguous() for key, value in tensors.items()}, file, metadata)
            files[name] = hashlib.sha256(file.read_bytes()).hexdigest()
        versions = {package: importlib.metadata.version(package) for package in sorted({"torch", *module.PACKAGES})}
        manifest[group] = {"versions": versions, "sha256": files}
    path.write_text(json.dumps(dict(sorted(manifest.items())), indent=1) + "\n")


if __name__ == "__main__":
    main()
