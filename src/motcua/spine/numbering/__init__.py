"""Gap-free yearly number series. Not identifiers: those may have gaps, these by law may not."""
