"""Pure geography: values in, values out; knows nothing of the application."""
