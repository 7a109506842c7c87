"""A pretend postal service: takes orders, gives S10 numbers, tells how far each parcel is.

    python -m motcua.connectors.sandbox.post --port 8005 --home HOME/sandbox/post \
        [--client-secret-file HOME/keys/post.secret] [--news http://localhost:8000/ket-noi/buu-chinh/tin/]

It listens on 127.0.0.1. GET / shows the parcels, each with buttons for what happens to it next;
POST /api/orders takes one (a key is taken once, also after a restart); POST /sandbox/parcel with
number and state moves one and tells motcua, with how=doubled twice. GET /healthz answers 200. Its
format: docs/formats/post.md. It knows neither Django nor our tables.
"""
