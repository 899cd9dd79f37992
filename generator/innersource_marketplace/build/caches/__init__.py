"""What is kept from night to night, each by a key of everything that it was made of."""

from typing import Final

TEMPLATES: Final = "templates"
"""Where compiled templates are kept, in the folder of the build."""
