"""The report: a record and its pack in, an advisory for people out, as PDF, HTML, DOCX and a workbook of tasks."""
