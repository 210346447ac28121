"""Forms of signals, bundles, agendas and lessons."""
