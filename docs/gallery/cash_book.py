import casekit
from casekit import figures

case = casekit.load(casekit.case_study("b-bookkeeper"))
figure = figures.cash_book(case)
