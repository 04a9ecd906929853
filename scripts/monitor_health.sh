#!/usr/bin/env bash
# Watches a running system for five minutes: a report every five seconds, sixty times.
#
#   scripts/monitor_health.sh FILE [further arguments of `mycelium health`, such as --json]
#
# WATCH_SECONDS and COUNT set other times. MYCELIUM names the command; otherwise it is the `mycelium` on the PATH, or
# the one that cargo builds here. The exit code is that of `mycelium health`: 0 when all was up and nothing was dropped,
# 1 when something was down or dropping in any report, 2 when the arguments or the file cannot be used.
set -euo pipefail

if [ $# -lt 1 ]; then
  echo "usage: $0 FILE [arguments of \`mycelium health\`]; FILE has the \`[[bundles]]\`" >&2
  exit 2
fi
file=$1
shift

if [ -n "${MYCELIUM:-}" ]; then
  command=("$MYCELIUM")
elif command -v mycelium >/dev/null 2>&1; then
  command=(mycelium)
else
  root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
  command=(cargo run --quiet --release --manifest-path "$root/Cargo.toml" -p mycelium-cli --)
fi
exec "${command[@]}" health --config "$file" --watch "${WATCH_SECONDS:-5}" --count "${COUNT:-60}" "$@"
