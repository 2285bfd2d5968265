"""The languages over one domain: `base` says what a dialect is, one package each speaks it, `registry` lists them."""
