"""Reads of the layers, as the role of the public: from the schema `pub`, as text and bytes that are sent as is."""
