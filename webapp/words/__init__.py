"""Words that more than one slice shows: of errors, and of values of matching, networks, deliveries and reports."""
