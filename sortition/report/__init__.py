"""What people read: the words of the command line and the reports, in Dutch and English."""
