"""The virtual hardware of the clone: what it becomes, and whether a host can carry it."""
