from casekit import figures, stats
from casekit.stats import cohort

points = cohort.open_cohort(stats.outcome_file("cohort_synthetic"), "duckdb")
effects = cohort.case_effects(points, by=["category", "year", "case"])
table = cohort.outcome_table(effects, "change", by=["category", "year"]).df()
figure = figures.cohort_heatmap(table, rows="category", columns="year", basis="synthetic")
