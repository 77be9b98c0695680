"""What filler and judges share: open a Tryton database whatever its series."""

import json
import sys


def load_config(path):
    """Read the server's configuration; before anything else of trytond is imported, because old
    series look at it while they are imported."""
    try:
        import trytond.config as config

        config.update_etc
    except (ImportError, AttributeError):  # up to 7.0 it is an object in a module of the same name
        from trytond.config import config
    config.update_etc(path)


def open_pool(config, database):
    """Return the pool of `database`, with its modules loaded and nothing updated."""
    load_config(config)
    from trytond.pool import Pool
    from trytond.transaction import Transaction

    Pool.start()
    pool = Pool(database)
    with Transaction().start(database, 0, readonly=True):
        pool.init()
    return pool


def series():
    """The series as a tuple, for example (8, 2)."""
    import trytond

    return tuple(int(part) for part in trytond.__version__.split(".")[:2])


def run(database, work, user=0, readonly=False, **context):
    """Call `work()` in one transaction and commit it.

    A TransactionError of newer series asks for the same work once more with more locks.
    """
    from trytond.transaction import Transaction

    try:
        from trytond.transaction import TransactionError
    except ImportError:

        class TransactionError(Exception):
            """Old series have none."""

    extras = {}
    context.setdefault("language", "en")
    while True:
        with Transaction().start(database, user, readonly=readonly, context=dict(context), **extras) as transaction:
            try:
                result = work()
            except TransactionError as again:
                transaction.rollback()
                again.fix(extras)
                continue
            if not readonly:
                transaction.commit()
            return result


def answer(value):
    """Print the one JSON value that a judge says."""
    json.dump(value, sys.stdout, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    sys.stdout.write("\n")
