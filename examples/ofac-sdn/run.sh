#!/usr/bin/env bash
# The sanctions list and its addresses, mapped, and compared with itself.
source "$(dirname "$0")/../common.sh"
begin
add_source ofac-sdn "OFAC list of Specially Designated Nationals" "US public domain"
ingest mapping.yml ofac-sdn
caseloom resolve run --json
