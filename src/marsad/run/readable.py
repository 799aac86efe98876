"""A reading as pages show it, and the templates that both the page on paper and the page on a screen use."""

from marsad.publish.page import TEMPLATES, Branch, ReportView, branch_of, view_of

__all__ = ["TEMPLATES", "Branch", "ReportView", "branch_of", "view_of"]
