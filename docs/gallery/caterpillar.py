import pandas as pd

from casekit import figures, stats
from casekit.stats import single_case

practice = pd.read_csv(stats.outcome_file("practice_series"))
effects = single_case.effect_sizes(practice, "NAP")
figure = figures.caterpillar(effects, basis="synthetic")
