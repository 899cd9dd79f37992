#!/bin/sh
# Installs the program with all that it needs, and nothing but exactly that: sh install.sh [PYTHON]
#
# requirements.txt has what it needs, with hashes; program.txt says where the program itself comes from.
set -eu
python=${1:-python}
name=innersource-marketplace
hash='--hash=sha256:[0-9a-f]{64}'
exact="^$name( @ https://[^ ]+\\.whl $hash|==[0-9][0-9A-Za-z.]* $hash| @ git\\+https://[^ ]+@[0-9a-f]{40})\$"
if ! grep -Eq "$exact" program.txt || grep -Evq "$exact|^ *(#|\$)" program.txt; then
  echo "${GITHUB_ACTIONS:+::error file=program.txt::}program.txt must say exactly where the program comes from: a wheel" \
    "or a version with its hash, or a whole commit. The operator's guide has the forms."
  exit 1
fi
"$python" -m pip install --quiet --require-hashes --requirement requirements.txt
"$python" -m pip install --quiet --no-deps --no-build-isolation --requirement program.txt
