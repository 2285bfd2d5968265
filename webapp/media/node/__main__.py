"""Makes `python -m webapp.media.node` run a node."""

import sys

from webapp.media.node.main import main

sys.exit(main())
