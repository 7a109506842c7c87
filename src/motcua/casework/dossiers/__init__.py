"""Hồ sơ: one person's request under one procedure version, from draft to result. Knows no page."""
