#!/bin/sh
# Moves edges of a bundle file back to the relay, with `mycelium rollback`.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)

usage() {
    cat <<'END'
usage: rollback_to_relay.sh [FILE] [A:B]...

Moves the edges A:B (A:B+C for one to a list) of the bundle file FILE to the relay; without any, every edge of
the file that is on another road. FILE is by default what MYCELIUM_CONFIG says, else config/bundles.toml beside
the directory of this script. A change that would make the file wrong is refused as a whole; a backup stays
beside the file.

PIDS="12 34"  these processes get SIGHUP when the file is written, in this order: first those that receive

Runs `mycelium` from the PATH, else `cargo run -p mycelium-cli` in the workspace of this script.
END
}

case ${1-} in
    -h | --help)
        usage
        exit 0
        ;;
    -*)
        usage >&2
        exit 2
        ;;
esac

# A name with a colon that is no file is an edge.
file=${MYCELIUM_CONFIG:-$root/config/bundles.toml}
if [ $# -gt 0 ]; then
    if [ -e "$1" ]; then
        file=$1
        shift
    else
        case $1 in
            *:*) ;;
            *)
                file=$1
                shift
                ;;
        esac
    fi
fi

if [ $# -eq 0 ]; then
    set -- --all
else
    # The loop goes over the words as they were; each is taken from the front and put behind, with its flag.
    for edge; do
        shift
        set -- "$@" "--edge=$edge"
    done
fi
# Words are split, and no pattern is looked up.
set -f
for pid in ${PIDS-}; do
    set -- "$@" "--pid=$pid"
done
set +f

if command -v mycelium >/dev/null 2>&1; then
    exec mycelium rollback "--config=$file" --to relay "$@"
fi
exec cargo run --quiet --release --manifest-path "$root/Cargo.toml" -p mycelium-cli -- \
    rollback "--config=$file" --to relay "$@"
