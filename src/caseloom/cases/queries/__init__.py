"""Every read of cases: lists, one case, what is in it, its reports, and what waits for somebody."""

from caseloom.cases.queries.case import case, cases, notes, subjects_of, tasks, timeline
from caseloom.cases.queries.graph import graph, graphs
from caseloom.cases.queries.report import diff, drafts, pdf, preview, report, reports
from caseloom.cases.queries.work import my_work

__all__ = [
    "case",
    "cases",
    "diff",
    "drafts",
    "graph",
    "graphs",
    "my_work",
    "notes",
    "pdf",
    "preview",
    "report",
    "reports",
    "subjects_of",
    "tasks",
    "timeline",
]
