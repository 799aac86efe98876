"""The record as data: plain tables, the field's formats, feeds and packages."""
