"""Search, upload, submit and follow a dossier. Python's standard library, nothing else.

    python examples/client.py KEY [http://localhost:8000]

KEY: `make run` prints one beside api_client; so does `.venv/bin/motcua demo accounts`.
"""

import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from pathlib import Path

KEY, BASE = sys.argv[1], (sys.argv[2:] or ["http://localhost:8000"])[0] + "/api/v1"
HERE = Path(__file__).parent


def call(method, path, body=None, kind="application/json", **headers):
    """Call once; when told to wait, wait and call again: the same key makes it the same call."""
    data = json.dumps(body).encode() if kind.endswith("json") and body is not None else body
    headers |= {"Authorization": f"Bearer {KEY}", "Content-Type": kind}
    request = urllib.request.Request(BASE + path, data, headers, method=method)
    for _ in range(5):
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if "Retry-After" not in error.headers:
                sys.exit(f"{error.code} {error.read().decode()}")
            time.sleep(int(error.headers["Retry-After"]))
    sys.exit("The server stays busy; try again later.")


query = urllib.parse.urlencode({"q": "đăng ký khai sinh", "rows": 1})
found = call("GET", f"/procedures?{query}")["procedures"][0]
address = f"/procedures/{found['jurisdiction']}/{found['key']}"
papers = call("GET", address)["papers"]
places = call("GET", f"{address}/places")["places"]
unit = call("GET", "/me")["unit"]
place = next((one for one in places if one["resolving"] == unit), places[0])
print(f"{found['key']} {found['name_vi']}, handed in at {place['receiving_vi']}")

part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
file = part + (HERE / "paper.png").read_bytes() + b"\r\n--x--\r\n"
uploaded = call("POST", "/documents", file, "multipart/form-data; boundary=x")
filing = json.loads((HERE / "birth.json").read_text("utf-8"))
filing |= {name: place[name] for name in ("receiving", "resolving")}
filing |= {"procedure": found["key"], "jurisdiction": found["jurisdiction"]}
filing["papers"] = [{"component": papers[0]["code"], "document": uploaded["document"]}]
key = {"Idempotency-Key": str(uuid.uuid4())}  # Keep it with your case: sending twice files once.
code = call("POST", "/dossiers", filing, **key)["code"]
assert call("POST", "/dossiers", filing, **key)["code"] == code

state = call("GET", f"/dossiers/{code}")
print(f"{code}: {state['state_vi']} ({state['state_en']}), at {state['unit_vi']}")
for moment in call("GET", f"/dossiers/{code}/timeline?language=en")["moments"]:
    print(f"  {moment['at']}  {moment['words']}")
