"""Parts that several pages share: cards, charts, tables, lists of tasks."""
