"""The widgets: they ask the Gateway and draw the answer."""
