#!/usr/bin/env bash
# Two files of 5,000 people, linked and compared with their labels.
source "$(dirname "$0")/../common.sh"
begin
for file in a b; do
    add_source "febrl-$file" "FEBRL 4, file $file" "BSD-3-Clause"
    ingest "$file.yml" "febrl-$file"
done
caseloom resolve run --json >&2
"$PYTHON" "$HERE/truth.py" "$INPUT" > "$WORK/truth.csv"
caseloom resolve evaluate --truth "$WORK/truth.csv" --json
