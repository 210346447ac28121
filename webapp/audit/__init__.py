"""The account of what was done and read: who, when, about whom; never what it said."""
