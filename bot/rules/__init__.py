"""Calculators as data: one YAML file per document, an engine that knows nothing about any of them."""
