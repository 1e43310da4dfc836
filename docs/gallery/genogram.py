import casekit
from casekit import figures

case = casekit.load(casekit.case_study("d-trainee"))
figure = figures.genogram(case)
