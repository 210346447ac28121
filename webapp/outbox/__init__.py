"""Mail that is written with the change that causes it, and sent afterwards by a worker."""
