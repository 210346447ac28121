"""Who fits whom, in plain values."""
