"""What the server says of itself to programs: the service, what it holds, and every address."""
