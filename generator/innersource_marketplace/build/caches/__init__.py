"""What is kept from night to night, each by a key of everything that it was made of."""
