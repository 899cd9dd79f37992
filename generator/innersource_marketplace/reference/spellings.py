"""One key for all spellings of a skill, topic or licence, so that each is counted once: Node.js, nodejs, NodeJS."""

import re
from functools import lru_cache

_SEPARATORS = re.compile(r"[\s._/-]+")
_ALIASES = {
    "golang": "go",
    "postgres": "postgresql",
    "k8s": "kubernetes",
    "js": "javascript",
    "ts": "typescript",
    "py": "python",
    "python3": "python",
    "cpp": "c++",
    "csharp": "c#",
    "dotnet": "net",
    "dotnetcore": "netcore",
    "node": "nodejs",
    "reactjs": "react",
    "vuejs": "vue",
    "nextjs": "next",
    "mongo": "mongodb",
    "elastic": "elasticsearch",
    "gcp": "googlecloud",
    "ci": "continuousintegration",
    "ml": "machinelearning",
}
"""Other names, without separators, of what has two usual ones."""


@lru_cache(maxsize=65_536)
def spelling_key(words: str) -> str:
    """What spellings of the same word have in common; the folded word itself where nothing else is left."""
    folded = words.casefold().strip()
    bare = _SEPARATORS.sub("", folded)
    return _ALIASES.get(bare, bare) or folded
