#!/usr/bin/env bash
# 50,578 faulty writings of 5,156 people of the past, resolved and compared with their labels.
source "$(dirname "$0")/../common.sh"
begin
add_source historical-people "People of the past, from Wikidata" "MIT"
ingest mapping.yml historical-people
caseloom resolve run --json >&2
"$PYTHON" "$HERE/truth.py" "$INPUT" > "$WORK/truth.csv"
caseloom resolve evaluate --truth "$WORK/truth.csv" --json
