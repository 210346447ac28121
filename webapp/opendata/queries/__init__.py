"""Reads of what is made public of the city: releases, as the roles that see nothing else; and what goes into one."""
