"""A postal service that fetches results and brings them. Its format: docs/formats/post.md."""
