"""The tests. Those that run side by side must not each take all processors for their small matrices."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
