#!/usr/bin/env bash
# A throw-away MariaDB server in DIR, for tests: loopback and a socket in DIR only, durable in nothing.
#
#   mariadb.sh programs CACHE       print the folder of the installed programs or of those unpacked in CACHE, or fail
#   mariadb.sh unpack CACHE         fetch Debian's packages and unpack them in CACHE; nothing is installed, nothing runs
#   mariadb.sh start DIR PROGRAMS [OPTION...]   make and start it; print the administrator's URL; with options for TLS it encrypts
#   mariadb.sh stop DIR             stop it
set -euo pipefail

packages=(mariadb-server mariadb-server-core mariadb-client mariadb-client-core libmariadb3)

# A folder that holds usr/sbin/mariadbd and all that belongs to it.
programs() {
    local root
    for root in / "$1/mariadb"; do
        if [ -x "$root/usr/sbin/mariadbd" ] && [ -x "$root/usr/bin/mariadb" ] &&
            [ -x "$root/usr/bin/mariadb-dump" ] && [ -d "$root/usr/share/mysql" ]; then
            printf '%s\n' "${root%/}"
            return
        fi
    done
    return 1
}

# Installing the package would set up a server of the system; unpacking gives the programs alone.
unpack() {
    local folder package
    command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return 1
    mkdir -p "$1"
    folder=$(mktemp -d "$1/mariadb.XXXXXX")
    chmod 755 "$folder"
    (
        cd "$folder"
        apt-get -qq download "${packages[@]}" >&2
        for package in *.deb; do dpkg-deb -x "$package" .; done
        rm -f ./*.deb
    ) || { rm -rf "$folder"; return 1; }
    rm -rf "$1/mariadb"
    mv "$folder" "$1/mariadb"
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

start() {
    local dir=$1 root=$2 port password options secure
    secure=("${@:3}")
    [ "${#secure[@]}" -gt 0 ] || secure=(--skip-ssl)
    password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    mkdir -p "$dir"
    chmod 700 "$dir"
    cd "$dir"
    options=("--datadir=$dir/data" "--lc-messages-dir=$root/usr/share/mysql" "--character-sets-dir=$root/usr/share/mysql/charsets"
        "--plugin-dir=$root/usr/lib/mysql/plugin" "--innodb-log-file-size=64M" "--innodb-flush-log-at-trx-commit=0"
        "--innodb-buffer-pool-size=256M" "--innodb-doublewrite=0" "--log-error=$dir/log.err")
    [ "$(id -u)" != 0 ] || options+=(--user=root)
    # mariadb-install-db looks for programs where they would be installed; what it does is this.
    mkdir data data/mysql data/sys
    chmod 700 data
    {
        printf 'USE mysql;\n'
        cat "$root"/usr/share/mysql/mysql_system_tables.sql "$root"/usr/share/mysql/mysql_performance_tables.sql \
            "$root"/usr/share/mysql/mysql_system_tables_data.sql "$root"/usr/share/mysql/fill_help_tables.sql \
            "$root"/usr/share/mysql/maria_add_gis_sp_bootstrap.sql
        [ ! -f "$root/usr/share/mysql/mysql_sys_schema.sql" ] || cat "$root/usr/share/mysql/mysql_sys_schema.sql"
    } | "$root/usr/sbin/mariadbd" --no-defaults --bootstrap "--basedir=$root/usr" "${options[@]}" \
        --log-warnings=0 --enforce-storage-engine= >>"$dir/log" 2>&1 || { cat "$dir/log.err" >&2; return 1; }
    # The server reads one statement per line.
    {
        printf "ALTER USER root@localhost IDENTIFIED VIA mysql_native_password USING PASSWORD('%s');\n" "$password"
        printf "CREATE OR REPLACE USER root@127.0.0.1 IDENTIFIED BY '%s';\n" "$password"
        printf 'GRANT ALL ON *.* TO root@127.0.0.1 WITH GRANT OPTION;\n'
    } >"$dir/init.sql"
    # Another program may take the port between our look and the server's start: then look again.
    for _ in 1 2 3 4 5; do
        port=$(free_port)
        "$root/usr/sbin/mariadbd" --no-defaults "--basedir=$root/usr" "${options[@]}" "--socket=$dir/socket" "--port=$port" \
            "--pid-file=$dir/pid" --bind-address=127.0.0.1 --skip-name-resolve "${secure[@]}" --skip-log-bin --max-connections=200 \
            "--init-file=$dir/init.sql" --character-set-server=utf8mb4 --collation-server=utf8mb4_unicode_ci >/dev/null 2>&1 </dev/null &
        for _ in $(seq 200); do
            if [ -S "$dir/socket" ] && [ -f "$dir/pid" ] && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
                printf 'mariadb://root:%s@127.0.0.1:%s/mysql\n' "$password" "$port"
                return
            fi
            kill -0 "$!" 2>/dev/null || break
            sleep 0.1
        done
    done
    cat "$dir/log.err" >&2
    return 1
}

stop() {
    local pid
    [ -f "$1/pid" ] || return 0
    pid=$(cat "$1/pid")
    kill -9 "$pid" 2>/dev/null || return 0
    while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
}

"$@"
