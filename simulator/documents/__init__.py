"""Reading deposited files: archives, Factur-X, CII and UBL, into one dataclass."""
