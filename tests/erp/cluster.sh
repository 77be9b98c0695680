#!/usr/bin/env bash
# A throw-away PostgreSQL cluster in DIR, for tests: loopback and a socket in DIR only, durable in nothing.
#
#   cluster.sh binaries       print the folder of the newest server found, or fail
#   cluster.sh start DIR      make and start it; print the superuser's URL
#   cluster.sh stop DIR       stop it
set -euo pipefail

# The server refuses to run as root.
as_server() {
    if [ "$(id -u)" = 0 ]; then
        runuser -u postgres -- "$@"
    else
        "$@"
    fi
}

binaries() {
    local newest
    newest=$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -t/ -k5 -n | tail -n 1)
    [ -n "$newest" ] || newest=$(command -v initdb) || return 1
    dirname "$(readlink -f "$newest")"
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

start() {
    local dir=$1 bin port password options
    bin=$(binaries)
    password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    mkdir -p "$dir"
    chmod 700 "$dir"
    printf '%s\n' "$password" >"$dir/password"
    [ "$(id -u)" != 0 ] || chown -R postgres "$dir"
    cd "$dir"
    as_server "$bin/initdb" -D "$dir/data" -U postgres -E UTF8 --locale=C.UTF-8 --no-sync \
        --auth-local=trust --auth-host=scram-sha-256 --pwfile="$dir/password" >/dev/null
    # Another program may take the port between our look and the server's start: then look again.
    for _ in 1 2 3 4 5; do
        port=$(free_port)
        options="-p $port -k $dir -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off"
        options="$options -c full_page_writes=off -c max_connections=200 -c shared_buffers=256MB"
        if as_server "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -o "$options" start >/dev/null; then
            printf 'postgresql://postgres:%s@127.0.0.1:%s/postgres\n' "$password" "$port"
            return
        fi
    done
    cat "$dir/log" >&2
    return 1
}

stop() {
    local bin
    bin=$(binaries)
    cd "$1"
    [ ! -f "$1/data/postmaster.pid" ] || as_server "$bin/pg_ctl" -D "$1/data" -m immediate -w stop >/dev/null
}

"$@"
