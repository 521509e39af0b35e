# Shared by the run.sh of every example: where things are, and who acts. Meant to be sourced.
#
#   run.sh DATA_FOLDER [CASELOOM_DATA]
#
# DATA_FOLDER holds the files of the data set. CASELOOM_DATA (or the variable DATA) is the data folder of
# Caseloom, which must be empty or not exist; without one a temporary folder is made and left behind.
set -euo pipefail

HERE="$(cd "$(dirname "$0")" && pwd)"
ROOT="$(cd "$HERE/../.." && pwd)"
if [ "$#" -lt 1 ] || [ ! -d "$1" ]; then
    echo "usage: $0 DATA_FOLDER [CASELOOM_DATA]" >&2
    echo "  DATA_FOLDER must be the folder with this example's files." >&2
    exit 2
fi
INPUT="$(cd "$1" && pwd)"
export DATA="${2:-${DATA:-$(mktemp -d)}}"
if [ -d "$DATA" ] && [ -n "$(ls -A "$DATA")" ]; then
    echo "$0: $DATA is not empty. Name an empty folder." >&2
    exit 2
fi
export CASELOOM_AS=analyst
export CASELOOM_PURPOSE="the example $(basename "$HERE")"

if [ -x "$ROOT/.venv/bin/caseloom" ]; then
    PATH="$ROOT/.venv/bin:$PATH"
fi
PYTHON="$(dirname "$(command -v caseloom)")/python"
WORK="$(mktemp -d)"
trap 'rm -rf "$WORK"' EXIT

say() { echo "$@" >&2; }

# The first person: analyst and administrator in one, with a password that nobody knows.
begin() {
    say "Caseloom's data: $DATA"
    head -c 24 /dev/urandom | base64 |
        caseloom person add analyst --name "Example Analyst" --role analyst --role administrator \
            --password-stdin >&2
}

# add_source KEY TITLE LICENCE
add_source() {
    caseloom source add "$1" --title "$2" --licence "$3" \
        --authority "Public data, used as an example" --scope public >&2
}

# ingest MAPPING SOURCE: the files that the mapping names, from DATA_FOLDER
ingest() {
    caseloom ingest "$INPUT" --mapping "$HERE/$1" --source "$2" >&2
}
