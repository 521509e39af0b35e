#!/usr/bin/env bash
# The calls of Project CAVIAR, and who is around its central figure.
source "$(dirname "$0")/../common.sh"
begin
add_source caviar "Project CAVIAR, intercepted calls" "MIT"
ingest mapping.yml caviar
caseloom resolve run --json >&2
caseloom search X1 --json
