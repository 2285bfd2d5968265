"""The media plane: plan, forwarding, recording; a process of its own."""
