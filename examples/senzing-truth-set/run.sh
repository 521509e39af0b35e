#!/usr/bin/env bash
# Customers, a reference list and a watchlist, resolved, and compared with the published key.
source "$(dirname "$0")/../common.sh"
begin
for list in customers reference watchlist; do
    add_source "$list" "Senzing truth set, $list" "Apache-2.0"
    ingest "$list.yml" "$list"
done
caseloom resolve run --json >&2
"$PYTHON" "$HERE/truth.py" "$INPUT" > "$WORK/truth.csv"
caseloom resolve evaluate --truth "$WORK/truth.csv" --json
