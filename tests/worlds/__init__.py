"""Whole vCenters, what an administrator asks of them, and ways to spoil it.

Nothing here asks the product how it judges: what a request needs, and what spoils it, is
written from the documentation and from reports of real servers.
"""
