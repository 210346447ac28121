"""Making releases, as the owner of the tables: the site itself may only ask for one."""
