"""There are no tests here, and the scripts need a system that can fork a process."""

collect_ignore = ["reaching.py", "run.py"]
