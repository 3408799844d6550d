"""What whoever runs the site asks of it: its log, whether it is ready, and what the doctor says of it."""
