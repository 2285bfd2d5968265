"""What the reference of CRVideo says, in English and Chinese."""
