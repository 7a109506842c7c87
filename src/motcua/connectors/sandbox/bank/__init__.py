"""A pretend bank: takes a VietQR payload, pretends to pay it, and really calls back.

    python -m motcua.connectors.sandbox.bank --port 8002 --home HOME/sandbox/bank \
        [--client-secret-file HOME/keys/bank.secret] \
        [--callback http://localhost:8000/thanh-toan/vietqr/callback]

It listens on 127.0.0.1. The secret is made in its place at the first start; the callback is by
default that of the motcua two ports below. GET /healthz answers 200. Transfers are kept in its
home and survive a restart; calls not yet acknowledged are made again. It knows neither Django nor
our tables. For tests: POST /sandbox/mode with mode=down, slow or normal; the page itself offers
doubled, reordered and lost calls.
"""
