"""Results sent by post: parcels, their way, proof of delivery. Knows dossiers."""
