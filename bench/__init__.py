"""Measurements that take longer than a test: speed, what each part is worth, a rival, a weight search."""
