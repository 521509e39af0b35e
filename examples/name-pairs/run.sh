#!/usr/bin/env bash
# Donations to German parties: the same donors under several writings.
source "$(dirname "$0")/../common.sh"
begin
add_source donations "Donations to German parties" "MIT"
ingest donations.yml donations
caseloom resolve run --json
