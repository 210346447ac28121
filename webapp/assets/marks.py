"""The sign by which a kind of asset is known on the map and in lists: a shape, so that colour never stands alone."""

from webapp.vocabulary import AssetKind

SIGNS: dict[AssetKind, str] = {
    AssetKind.INDIVIDUALS: "M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4.5 16.5c0-3 2.5-5 5.5-5s5.5 2 5.5 5",
    AssetKind.ASSOCIATIONS: "M6.5 9a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4zM13.5 9a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0"
    " 0 4.4zM2.8 15.5c0-2.6 1.5-4.2 3.7-4.2s3.5 1.3 3.5 4.2c0-2.9 1.3-4.2 3.5-4.2s3.7 1.6 3.7 4.2",
    AssetKind.INSTITUTIONS: "M3.5 7.5 10 3.5l6.5 4M5 8v7M8.4 8v7M11.6 8v7M15 8v7M3.5 16.5h13",
    AssetKind.PLACES: "M10 16.8v-5.3M10 11.5c-4 0-5.5-2-5.5-4.2S7 3.2 10 3.2s5.5 1.9 5.5 4.1-1.5 4.2-5.5 4.2z",
    AssetKind.ECONOMY: "M4.5 8v8h11V8M3.5 8l1.2-4h10.6l1.2 4zM8.5 16v-4.5h3V16",
    AssetKind.CULTURE: "M10 5.5C8.5 4.3 6.3 4 3.5 4.2v11c2.8-.2 5 .1 6.5 1.3 1.5-1.2 3.7-1.5 6.5-1.3v-11c-2.8-.2-5 .1"
    "-6.5 1.3zM10 5.5v11",
}
"""Lines in a square of 20."""
