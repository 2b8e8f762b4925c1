#!/usr/bin/env bash
# record.sh PROGRAM FOLDER: has a headscope write the numbers and the pictures of every stage and every view for thirteen models and texts into
# FOLDER, one file each. compare.sh holds two such recordings against each other. Pictures hang on fonts and Qt: only recordings of one
# machine can be compared.
set -euo pipefail
program=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
cd "$(dirname "$0")/../reference/families"
export QT_QPA_PLATFORM=offscreen LC_ALL=C.UTF-8 HOME="$out/.home" XDG_CONFIG_HOME="$out/.home" XDG_CACHE_HOME="$out/.home"

# Decoders, encoders, encoder-decoders; every tokenizer kind; every scheme of positions. A text is of what people type.
models='
blackboard|The cat sat on the mat
storyteller|Tom had a red ball. Tom had a red
bert|[MASK] The café is naïve, 3.14 and more.
roberta|Hello  world, it’s a test!
albert|A quick brown fox jumps over the lazy dog
electra_discriminator|the bank of the river
longformer|One two three four five six seven eight
gpt_neox|def f(x):\n    return x + 1
bloom|Bonjour, ça va ?
llama3|The cat sat on the mat, and 12345 more.
gemma2|Once upon a time 日本語 🙂
t5|translate English to German: The house is wonderful.
marian|The house is small.'
views='heatmap lines text qk-space arithmetic compare lens what-if table grid'
measures=$("$program" export --help | sed -n 's/^ *--measure weights|\([^ ]*\).*/\1/p' | tr '|' ' ')
[ -n "$measures" ] || { echo "record.sh: no measures in the help of $1" >&2; exit 1; }

# A refusal is an answer too: what a command says is kept beside what it wrote.
write() {
    local name=$1
    shift
    "$program" export "$@" -o "$out/$name" >"$out/$name.said" 2>&1 || echo "exit $?" >>"$out/$name.said"
}

while IFS='|' read -r model text; do
    [ -n "$model" ] || continue
    text=$(printf '%b' "$text")
    mkdir -p "$out/$model"
    write "$model/stages.safetensors" -m "$model" -t "$text" -s all -l all --head all
    write "$model/stages.json" -m "$model" -t "$text" -s all -l all --head all
    write "$model/weights.csv" -m "$model" -t "$text" -s weights -l 1 --head 2
    write "$model/weights.npy" -m "$model" -t "$text" -s weights -l 1 --head all
    for view in $views; do
        more=()
        [ "$view" != compare ] || more=(--versus 1.1)
        write "$model/$view.json" -m "$model" -t "$text" -l 1 --head 2 --view "$view" "${more[@]}"
        write "$model/$view.csv" -m "$model" -t "$text" -l 1 --head 2 --view "$view" "${more[@]}"
    done
    for measure in $measures; do
        write "$model/heatmap-$measure.npy" -m "$model" -t "$text" -l 1 --head 2 --view heatmap --measure "$measure"
        write "$model/lines-$measure.csv" -m "$model" -t "$text" -l 1 --head 2 --view lines --measure "$measure" --units words
    done
    write "$model/stages.svg" -m "$model" -t "$text" -s all -l 1 --head 2
    for view in $views; do
        more=()
        [ "$view" != compare ] || more=(--versus 1.1)
        write "$model/$view.svg" -m "$model" -t "$text" -l 1 --head 2 --view "$view" --show title,legend,model,text,place,formula "${more[@]}"
    done
    for measure in $measures; do
        write "$model/heatmap-$measure.svg" -m "$model" -t "$text" -l 1 --head 2 --view heatmap --measure "$measure" --units words
    done
    write "$model/beside.svg" -m "$model" -t "$text" -l 1 --head 1 --view heatmap --heads 1.1,1.2 --rule side-by-side --theme dark
    write "$model/pair.svg" -m "$model" -t "$text" -l 1 --head 2 --view lines --query 2 --key 1 --special hidden
    write "$model/mean.json" -m "$model" -t "$text" -l 1 --head 1 --view heatmap --heads 1.1,1.2 --special renormalised
    "$program" run -m "$model" -s q,raw-scores,weights --head all --json "$text" >"$out/$model/run.json" 2>"$out/$model/run.said" || true
    "$program" tokenize -m "$model" --json "$text" >"$out/$model/tokens.json" 2>&1 || true
    "$program" heads -m "$model" --json "$text" >"$out/$model/heads.json" 2>&1 || true
    echo "$model"
done <<<"$models"
rm -rf "$out/.home"
