"""To-do lists, the task page, start pages."""
