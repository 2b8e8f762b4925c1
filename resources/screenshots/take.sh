#!/usr/bin/env bash
# Takes the pictures of README.md from the real window: take.sh PATH/TO/headscope
set -euo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")"
"$program" --grab walk.png --workspace walk --theme light --size 1440x900 --model blackboard \
    --text "On the mat the cat sat" --stage raw-scores --head 1
"$program" --grab heads.png --workspace heads --theme dark --size 1440x900 --model storyteller \
    --text "table horse yellow seven garden piano. table horse yellow seven garden piano." --layer 4 --head 6
"$program" --grab lens.png --workspace heads --view lens --theme light --size 1440x900 --model storyteller \
    --text "Tom had a red ball. He liked to play with his" --layer 4 --head 6
