"""Screenshots of the product, in French, for the eye: `make screenshots`."""
