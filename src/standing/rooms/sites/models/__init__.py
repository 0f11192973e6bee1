"""Tables of the register: sites and their history, files that were brought, lists that were filed."""

from standing.rooms.sites.models.exchange import Import, ImportPart, ImportRow
from standing.rooms.sites.models.register import Filing, Site, SiteRevision, SiteWord

__all__ = ["Filing", "Import", "ImportPart", "ImportRow", "Site", "SiteRevision", "SiteWord"]
