"""The history of the tables of `ui.store`."""
