"""The national public-service portal (Cổng DVCQG). The only place that knows its fields."""
