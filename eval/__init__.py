"""Does the assistant answer well? Run it over suites, score without a model, compare, gate, report."""
