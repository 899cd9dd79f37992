#!/bin/sh
# Collects, builds and audits once; marketplace.service runs it. The token is for the first command only:
# /etc/marketplace/token has nothing else, belongs to root:marketplace and has mode 0640.
cd "${MARKETPLACE_HOME:-/srv/marketplace}" || exit 2
PATH="$PWD/.venv/bin:$PATH"
mkdir -p -m 0700 .marketplace # the snapshot is as private as the repositories
rm -f .marketplace/outcome
GITHUB_TOKEN=$(cat "${MARKETPLACE_TOKEN_FILE:-/etc/marketplace/token}") \
    marketplace collect --outcome .marketplace/outcome
status=$?
# Even a failed night may have removed what must not be shown any more, and says whether to publish.
if grep -q '^publish=true' .marketplace/outcome; then
    # Beside the site first, for what fails the audit must not be served; then the same again, where it is.
    marketplace build --site-dir checked || exit 1
    marketplace audit checked || exit 1
    marketplace build || exit 1
fi
exit $status
