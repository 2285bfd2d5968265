"""Which function of an SDK is shown accepted, and refused with which number, by which test."""
