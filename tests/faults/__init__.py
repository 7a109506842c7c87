"""What goes wrong on purpose: each test has a control in which it must find something."""
