"""Tests and examples are written for Indonesian, whatever the machine speaks on which they run."""

import os

os.environ["CASEKIT_LANG"] = "id"
