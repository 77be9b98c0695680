"""Talk to a running server as a client does.

usage: rpc.py URL DATABASE login LOGIN PASSWORD              → {"status", "user", "session"}
       rpc.py URL DATABASE call LOGIN USER SESSION METHOD [PARAMETER ...]   → {"status", "result" or "error"}

A PARAMETER is JSON; the context that every call ends with is added here. Statuses are HTTP's: 401 is no session or a bad
login, 429 too many attempts. Needs nothing but Python.
"""

import base64
import json
import sys
import urllib.error
import urllib.request


def post(url, database, method, parameters, headers):
    """Series from 8.0 listen on another path."""
    body = json.dumps({"id": 1, "method": method, "params": parameters}).encode()
    for path in ("/%s/rpc/" % database, "/%s/" % database):
        request = urllib.request.Request(url.rstrip("/") + path, body, {"Content-Type": "application/json", **headers})
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                return reply.status, json.load(reply)
        except urllib.error.HTTPError as error:
            if error.code not in (404, 405):
                return error.code, {}
    return 404, {}


def main():
    url, database, verb = sys.argv[1:4]
    if verb == "login":
        login, password = sys.argv[4:]
        status, reply = post(url, database, "common.db.login", [login, {"password": password}, "en"], {})
        user, session = (reply.get("result") or [None, None])[:2]
        said = {"status": status, "user": user, "session": session}
    else:
        login, user, session, method = sys.argv[4:8]
        token = base64.b64encode(":".join((login, user, session)).encode()).decode()
        parameters = [json.loads(text) for text in sys.argv[8:]] + [{}]
        status, reply = post(url, database, method, parameters, {"Authorization": "Session " + token})
        said = {"status": status, "result": reply.get("result")}
    if "error" in reply:
        said["error"] = reply["error"]
    json.dump(said, sys.stdout, ensure_ascii=False)
    print()


main()
