"""A manuscript against the papers that it cites: read, its citations found in the library, its sentences held against them."""
