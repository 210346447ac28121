"""Rules of what is made public: what counts may be told, how releases are called, what an address asks for."""
