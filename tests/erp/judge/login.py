"""Does the ERP's own login code take this password?

usage: login.py CONFIG DATABASE LOGIN PASSWORD

{"accepted": true or false}; an error in the login code itself is {"accepted": false, "error": ...}.
"""

import sys

from erp import answer, open_pool, run


def main():
    config, database, login, password = sys.argv[1:]
    pool = open_pool(config, database)
    try:
        user = run(database, lambda: pool.get("res.user").get_login(login, {"password": password}))
        answer({"accepted": bool(user)})
    except Exception as error:  # whatever it is: the person cannot get in
        answer({"accepted": False, "error": "%s: %s" % (type(error).__name__, error)})


main()
