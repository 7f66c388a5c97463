#!/bin/sh
# How long it takes from the start of the launcher until its first object is there, in ms: the median of so many starts,
# and the least. A recording is read from a file into objects of ten flows each.
#   scripts/first-object.sh [STARTS [LAUNCHER]]      JAVA_HOME and FLOWEXPORTER_CACHE as for the launcher
set -eu
starts=${1:-10}
here=$(cd "$(dirname "$0")/.." && pwd)
launcher=${2:-$here/flowexporter-examples/target/flowexporter/bin/flowexporter}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
gzip -dc "$(find "$here/flowexporter-testkit/src" -name analyzer-tcpmetric.jsonl.gz)" >"$work/flows.jsonl"
cat >"$work/tiny.yml" <<EOF
pipeline:
  subscriber: {type: file, file: {path: '$work/flows.jsonl'}}
  classify: {cluster_net_masks: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16]}
  transform: {type: secadvisor}
  encode: {type: secadvisor}
  compress: {type: gzip}
  store: {type: buffered, buffered: {dirname: bucket, filename_prefix: logs, max_flows_per_object: 10}}
  write: {type: file, file: {directory: '$work/objects'}}
EOF
now() { echo $(($(date +%s%N) / 1000000)); }
start=0
while [ "$start" -lt "$starts" ]; do
    start=$((start + 1))
    rm -rf "$work/objects"
    began=$(now)
    "$launcher" run "$work/tiny.yml" >"$work/log" 2>&1 &
    while set -- "$work"/objects/bucket/logs/*/*/*.gz && [ ! -e "$1" ]; do
        kill -0 $! 2>/dev/null || { cat "$work/log" >&2 && exit 1; }
        sleep 0.005
    done
    echo $(($(now) - began))
    wait $!
done | sort -n | awk '{ms[NR] = $1} END {print "median " ms[int((NR + 1) / 2)] " ms, least " ms[1] " ms"}'
