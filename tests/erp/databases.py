"""Make the ERP databases that the tests run on, and say where they are.

usage: databases.py --cache DIR --out FILE [--pg URL --pg-bin DIR] [--small] [SERIES ...]

Real Tryton from PyPI creates each database and fill.py fills it, once per SERIES and engine. Programs and databases are
kept under DIR, in folders named by a hash of everything that went into them, so that a changed builder builds
anew. With --pg each database is also loaded into the cluster at URL, as a template to clone. FILE gets the list.
"""

import argparse
import concurrent.futures
import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
SERIES = ["8.2", "7.0", "6.0"]  # newest first: it is the one that most tests want
FULL = ["purchase", "sale", "user_role"]
SMALL = ["product", "company", "user_role"]
INPUTS = ["databases.py", "erp.py", "fill.py", "organisation.json"]
UNUSED_DAYS = 30
OWNER = "tryton"  # role, and its password, that owns the databases in the throw-away cluster


def say(text):
    print("test: " + text, file=sys.stderr, flush=True)


def number(series):
    return tuple(map(int, series.split(".")))


def digest(*parts):
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:12]


def must(command, **options):
    """Run a command; if it fails, show what it said and stop."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    if done.returncode != 0:
        sys.stderr.buffer.write(done.stdout)
        sys.exit("test: failed (%d): %s" % (done.returncode, " ".join(command)))
    return done.stdout.decode()


def requirements(series, modules):
    """The packages of one series; every part of it must be of the same series."""
    packages = ["trytond~=%s.0" % series] + ["trytond_%s~=%s.0" % (name, series) for name in modules]
    if number(series) >= (8, 0):
        return packages + ["psycopg[binary,pool]>=3.2"]
    packages.append("psycopg2-binary")
    if number(series) < (7, 6):
        # Their hashing library breaks on newer bcrypt, and pkg_resources is gone from newer setuptools.
        packages += ["bcrypt<4.1", "setuptools<81"]
        if number(series) >= (6, 2):
            packages.append("argon2-cffi")
    return packages


class Cache:
    """Folders named by what they were made from. One is complete when its stamp is there."""

    def __init__(self, root):
        self.root = os.path.abspath(root)
        os.makedirs(self.root, exist_ok=True)
        self.lock = open(os.path.join(self.root, "lock"), "w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)

    def folder(self, name, build):
        """Return the folder `name`, after `build(folder)` if it is not complete yet."""
        path = os.path.join(self.root, name)
        stamp = os.path.join(path, "complete")
        if not os.path.exists(stamp):
            # Not built aside and renamed: a venv only works where it was made. The stamp makes it whole.
            shutil.rmtree(path, ignore_errors=True)
            os.makedirs(path)
            build(path)
            open(stamp, "w").close()
        os.utime(stamp)
        return path

    def prune(self):
        for name in os.listdir(self.root):
            stamp = os.path.join(self.root, name, "complete")
            if os.path.exists(stamp) and os.path.getmtime(stamp) < time.time() - UNUSED_DAYS * 86400:
                shutil.rmtree(os.path.join(self.root, name))


class Cluster:
    """The throw-away PostgreSQL cluster."""

    def __init__(self, url, binaries):
        self.url = urllib.parse.urlsplit(url)
        self.binaries = binaries
        self.environment = dict(
            os.environ,
            PGHOST=self.url.hostname,
            PGPORT=str(self.url.port),
            PGUSER=self.url.username,
            PGPASSWORD=self.url.password or "",
        )
        self.major = self.run("psql", "-XAtd", "postgres", "-c", "SHOW server_version").split(".")[0]

    def run(self, program, *arguments):
        return must([os.path.join(self.binaries, program), *arguments], env=self.environment)

    def sql(self, statement):
        self.run("psql", "-Xqd", "postgres", "-c", statement)

    def create_owner(self):
        self.sql(
            "DO $$BEGIN IF to_regrole('%s') IS NULL THEN CREATE ROLE %s LOGIN CREATEDB PASSWORD '%s'; END IF; END$$"
            % (OWNER, OWNER, OWNER)
        )

    def create(self, name):
        self.sql('DROP DATABASE IF EXISTS "%s"' % name)
        self.sql('CREATE DATABASE "%s" OWNER %s TEMPLATE template0 ENCODING \'UTF8\'' % (name, OWNER))

    def owner_uri(self):
        return "postgresql://%s:%s@%s:%d/" % (OWNER, OWNER, self.url.hostname, self.url.port)

    def load(self, database):
        """Load a dump into the template that tests clone."""
        self.create(database["template"])
        self.run(
            "pg_restore", "--no-owner", "--role=" + OWNER, "--exit-on-error", "-d", database["template"], database["dump"]
        )
        self.run("psql", "-Xqd", database["template"], "-c", "ANALYZE")


def build_venv(folder, packages):
    must([sys.executable, "-m", "venv", folder])
    pip = [os.path.join(folder, "bin", "python"), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    must(pip + ["install", "-q"] + packages)


def build_database(folder, python, modules, uri, path):
    """Let the server's own program create database `trueup`, then fill it."""
    with open(os.path.join(HERE, "organisation.json"), encoding="utf-8") as file:
        password = json.load(file)["admin_password"]
    config = os.path.join(folder, "build.conf")
    with open(config, "w") as file:
        file.write("[database]\nuri = %s\npath = %s\n" % (uri, path))
    with open(os.path.join(folder, "build.password"), "w") as file:
        file.write(password + "\n")
    environment = dict(os.environ, TRYTONPASSFILE=file.name, PYTHONDONTWRITEBYTECODE="1")
    admin = [python, os.path.join(os.path.dirname(python), "trytond-admin"), "-c", config, "-d", "trueup"]
    options = ["--activate-dependencies", "--email", "admin@example.com", "-u"]
    must(admin + options + modules, env=environment)
    must([python, os.path.join(HERE, "fill.py"), config, "trueup"], env=environment)


def build_sqlite(folder, python, modules):
    file = os.path.join(folder, "trueup.sqlite")
    open(file, "w").close()  # the server wants it to exist
    build_database(folder, python, modules, "sqlite://", folder)
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # so that copying the one file copies everything
    connection.close()


def build_postgres(folder, python, modules, cluster):
    cluster.create("trueup")
    build_database(folder, python, modules, cluster.owner_uri(), "")
    cluster.run("pg_dump", "-Fc", "--no-owner", "-f", os.path.join(folder, "trueup.dump"), "trueup")
    cluster.sql("DROP DATABASE trueup")


def ensure(cache, cluster, series, small):
    """Make what is missing of one series; return what the list says about it."""
    modules = SMALL if small else FULL
    packages = requirements(series, modules)
    name = "tryton-%s%s" % (series, "-small" if small else "")
    made_from = [packages, sys.version, sys.base_prefix]

    def venv(folder):
        say("installing Tryton %s" % series)
        build_venv(folder, packages)

    programs = cache.folder("%s-venv-%s" % (name, digest(made_from)), venv)
    python = os.path.join(programs, "bin", "python")
    for file in INPUTS:
        with open(os.path.join(HERE, file), encoding="utf-8") as text:
            made_from.append(text.read())

    def sqlite(folder):
        say("building the %s database on SQLite" % name)
        build_sqlite(folder, python, modules)

    about = {"erp": "tryton", "series": series, "small": small, "python": python}
    folder = cache.folder("%s-sqlite-%s" % (name, digest(made_from)), sqlite)
    found = [dict(about, engine="sqlite", file=os.path.join(folder, "trueup.sqlite"))]
    if cluster is None:
        return found

    def postgres(folder):
        say("building the %s database on PostgreSQL" % name)
        build_postgres(folder, python, modules, cluster)

    folder = cache.folder("%s-postgres-%s" % (name, digest(made_from, cluster.major)), postgres)
    dump = os.path.join(folder, "trueup.dump")
    template = name.replace("-", "_").replace(".", "_")
    return found + [dict(about, engine="postgres", dump=dump, template=template)]


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--cache", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--pg")
    parser.add_argument("--pg-bin", default="")
    parser.add_argument("--small", action="store_true")
    parser.add_argument("series", nargs="*")
    arguments = parser.parse_args()
    cache = Cache(arguments.cache)
    cluster = None
    if arguments.pg:
        cluster = Cluster(arguments.pg, arguments.pg_bin)
        cluster.create_owner()
    found = []
    for series in arguments.series or SERIES:
        found += ensure(cache, cluster, series, arguments.small)
    if cluster:
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            list(pool.map(cluster.load, [row for row in found if row["engine"] == "postgres"]))
    with open(os.path.join(HERE, "organisation.json"), encoding="utf-8") as file:
        organisation = json.load(file)
    listing = {
        "owner": {"name": OWNER, "password": OWNER},
        "admin": {"login": "admin", "password": organisation["admin_password"]},
        "password": organisation["password"],
        "databases": found,
    }
    with open(arguments.out, "w", encoding="utf-8") as file:
        json.dump(listing, file, indent=1, ensure_ascii=False)
    cache.prune()


main()
