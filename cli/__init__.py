"""The terminal edge: someone typed. It also starts the other two edges, and holds no rule of its own."""
