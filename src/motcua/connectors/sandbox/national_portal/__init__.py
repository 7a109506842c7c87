"""A pretend national portal: a person files there; motcua is told, and tells it how it goes on.

    python -m motcua.connectors.sandbox.national_portal --port 8004 \
        --home HOME/sandbox/national_portal \
        [--client-secret-file HOME/keys/national_portal.secret] \
        [--arrivals http://localhost:8000/ket-noi/cong-quoc-gia/ho-so]

It listens on 127.0.0.1. The secret is made in its place at the first start. What was filed and
what it was told is kept in its home and survives a restart; what was not acknowledged is sent
again. It knows neither Django nor our tables. GET /healthz answers 200. For tests: POST
/sandbox/mode with mode=down, slow, storm (loses, doubles, mixes up) or normal.
"""
