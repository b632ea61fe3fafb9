# ruff: noqa: I001 - from bottom to top
from . import res_company
from . import intake
from . import received_rows
from . import received_mandate
from . import received_history
from . import received_documents
from . import received_content
from . import received_download
from . import received_refresh
from . import received_sweep
from . import received_now
from . import kept_documents
