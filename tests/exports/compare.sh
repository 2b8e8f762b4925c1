#!/usr/bin/env bash
# compare.sh OLD NEW: builds of two versions, byte for byte. Lists every export of record.sh that differs and exits with 1 if one does.
# compare.sh build/old/bin/headscope build/dev/bin/headscope
set -euo pipefail
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$here/record.sh" "$1" "$work/old" >/dev/null
"$here/record.sh" "$2" "$work/new" >/dev/null
# The two write to different folders: their names are no difference.
find "$work" -name '*.said' -exec sed -i "s#$work/\(old\|new\)#FOLDER#g" {} +
diff -rq "$work/old" "$work/new" && echo "$(find "$work/new" -type f | wc -l) files, no difference"
