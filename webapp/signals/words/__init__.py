"""What states, answers, events and numbers of signals are called on screen."""
