"""What is made of this repository for others."""
