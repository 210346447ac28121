"""The open layers for other programs: OGC API - Features and vector tiles (OGC API - Tiles), under `/ogc`."""
