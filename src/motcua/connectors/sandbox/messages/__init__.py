"""A pretend sender of e-mails and SMS: keeps what it was given, where anyone here can read it.

    python -m motcua.connectors.sandbox.messages --port 8003 --home HOME/sandbox/messages \
        [--client-secret-file HOME/keys/messages.secret]

It listens on 127.0.0.1. The secret is made in its place at the first start. Messages are kept in
its home, the newest 2,000 in memory; a key is taken once, also after a restart. GET / shows them,
GET /api/messages?to= gives them as JSON, GET /healthz answers 200. For tests: POST /sandbox/mode
with mode=down, slow or normal. It knows neither Django nor our tables.
"""
