"""What anyone may know of the city: releases that never change, and the OGC API."""
