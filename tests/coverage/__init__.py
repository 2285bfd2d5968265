"""Which function of AnyChat's manual is shown accepted, and refused with which number, by which test."""
