"""Packaged YAML. One file per kind of entry, zh and en side by side, ids stable for ever."""
