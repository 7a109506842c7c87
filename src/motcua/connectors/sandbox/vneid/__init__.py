"""A pretend VNeID: an OpenID Connect provider with a dozen invented citizens. No real identity.

    python -m motcua.connectors.sandbox.vneid --port 8001 --home HOME/sandbox/vneid \
        --client-redirect http://localhost:8000/dang-nhap/vneid/callback \
        [--client-id motcua] [--client-secret-file HOME/keys/vneid.secret]

It listens on 127.0.0.1 and calls itself http://localhost:PORT. Its signing key and, when asked
for, the client's secret are made in their places at the first start. GET /healthz answers 200.
It knows neither Django nor our tables. For tests: POST /sandbox/mode with mode=down, slow,
wrong_signature, wrong_nonce, wrong_audience, wrong_subject, expired or normal.
"""
