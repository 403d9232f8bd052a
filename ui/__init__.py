"""Where people meet the assistant: command line, web service, page, widget."""
