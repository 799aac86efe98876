"""The steps by which the schema came to be; each is one transaction."""
