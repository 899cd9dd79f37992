"""What pages say of a licence that is not a single known one."""

import msgspec

from innersource_marketplace.model import DocumentRole, Project, SafeUrl
from innersource_marketplace.render.messages import Messages


class LicenseWords(msgspec.Struct, frozen=True, kw_only=True):
    """The words, and where the licence can be read."""

    text: str
    url: SafeUrl | None = None


def license_words(project: Project, say: Messages) -> LicenseWords | None:
    """“several: …”, “perhaps MIT, see COPYING”, “see COPYING” or “not known”.

    None where the licence is known, or the repository is not read.
    """
    if project.license or not project.is_read:
        return None
    files = project.license_files
    known = tuple(dict.fromkeys(one.license for one in files if one.license is not None))
    unknown = [one for one in files if one.license is None]
    url = (unknown or list(files))[0].url if files else None
    if not files:
        document = project.documents.get(DocumentRole.LICENSE)
        return LicenseWords(text=say("project.licence.unknown"), url=document)
    paths = ", ".join(one.path for one in unknown)
    if not known:
        return LicenseWords(text=say("project.licence.see", path=paths), url=url)
    if len(known) == 1 and unknown:
        return LicenseWords(text=say("project.licence.perhaps", license=known[0], path=paths), url=url)
    listed = [*known, *(say("project.licence.see", path=one.path) for one in unknown)]
    return LicenseWords(text=say("project.licence.several", licenses=", ".join(listed)), url=url)
