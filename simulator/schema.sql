-- Times are seconds since the epoch of the simulated clock, rounded to milliseconds.
-- The three tables of an invoice's history number their rows apart, from the same
-- start: on the real portal too, a status and an action may carry the same id.
CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS structures (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    identifier TEXT NOT NULL UNIQUE,
    identifier_type TEXT NOT NULL DEFAULT 'SIRET',
    name TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT 'PUBLIQUE',
    active INTEGER NOT NULL DEFAULT 1,
    service_required INTEGER NOT NULL DEFAULT 0,
    commitment_required INTEGER NOT NULL DEFAULT 0,
    either_required INTEGER NOT NULL DEFAULT 0,
    works_owner INTEGER NOT NULL DEFAULT 0,
    works_owner_only INTEGER NOT NULL DEFAULT 0,
    payment_not_reported INTEGER NOT NULL DEFAULT 0,
    -- Of its own, an agent comptable; the others have one of the State.
    own_accountant INTEGER NOT NULL DEFAULT 0,
    street TEXT, zip TEXT, city TEXT, country TEXT NOT NULL DEFAULT 'FR',
    email TEXT, phone TEXT, vat TEXT
);

CREATE TABLE IF NOT EXISTS services (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    structure_id INTEGER NOT NULL REFERENCES structures(id),
    code TEXT NOT NULL,
    label TEXT NOT NULL,
    active INTEGER NOT NULL DEFAULT 1,
    commitment_required INTEGER NOT NULL DEFAULT 0,
    opened_at REAL NOT NULL,
    closed_at REAL,
    -- Gone from the portal; invoices keep naming it.
    deleted INTEGER NOT NULL DEFAULT 0,
    UNIQUE (structure_id, code)
);

CREATE INDEX IF NOT EXISTS structures_name ON structures (name);

-- The names alone are told to clients.
CREATE TABLE IF NOT EXISTS bank_accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    structure_id INTEGER NOT NULL REFERENCES structures(id),
    name TEXT NOT NULL,
    valid INTEGER NOT NULL DEFAULT 1
);

-- What the State has ordered; what was invoiced on it is among the invoices.
CREATE TABLE IF NOT EXISTS commitments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    number TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL DEFAULT 'BON_DE_COMMANDE',
    state TEXT NOT NULL DEFAULT 'COMMANDE',
    contract TEXT,
    supplier_id INTEGER NOT NULL REFERENCES structures(id),
    issuer_id INTEGER NOT NULL REFERENCES structures(id),
    service_id INTEGER REFERENCES services(id),
    notified_at REAL NOT NULL,
    untaxed REAL NOT NULL,
    total REAL NOT NULL,
    currency TEXT NOT NULL DEFAULT 'EUR'
);

CREATE TABLE IF NOT EXISTS commitment_lines (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    commitment_id INTEGER NOT NULL REFERENCES commitments(id),
    number TEXT NOT NULL,
    total REAL NOT NULL,
    state TEXT NOT NULL DEFAULT 'COMMANDE'
);

CREATE TABLE IF NOT EXISTS commitment_files (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    commitment_id INTEGER NOT NULL REFERENCES commitments(id),
    file_id INTEGER NOT NULL REFERENCES files(id)
);

CREATE TABLE IF NOT EXISTS accounts (
    login TEXT PRIMARY KEY,
    password TEXT NOT NULL,
    structure_id INTEGER NOT NULL REFERENCES structures(id),
    password_expires_at REAL NOT NULL
);

-- Further structures for which an account receives invoices.
CREATE TABLE IF NOT EXISTS account_structures (
    login TEXT NOT NULL,
    structure_id INTEGER NOT NULL REFERENCES structures(id),
    PRIMARY KEY (login, structure_id)
);

CREATE TABLE IF NOT EXISTS tokens (token TEXT PRIMARY KEY, expires_at REAL NOT NULL);

CREATE TABLE IF NOT EXISTS files (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    content BLOB NOT NULL
);

CREATE TABLE IF NOT EXISTS flows (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    number TEXT NOT NULL UNIQUE,
    syntax TEXT NOT NULL,
    login TEXT NOT NULL,
    siren TEXT NOT NULL,
    file_id INTEGER NOT NULL REFERENCES files(id),
    deposited_at REAL NOT NULL,
    state TEXT NOT NULL,
    state_at REAL NOT NULL,
    automatic INTEGER NOT NULL DEFAULT 1,
    processed INTEGER NOT NULL DEFAULT 0,
    forced_errors TEXT
);
CREATE INDEX IF NOT EXISTS flows_waiting ON flows (deposited_at)
    WHERE automatic AND NOT processed;

CREATE TABLE IF NOT EXISTS flow_errors (
    id INTEGER PRIMARY KEY,
    flow_id INTEGER NOT NULL REFERENCES flows(id),
    supplier TEXT, recipient TEXT, number TEXT,
    code TEXT, nature TEXT,
    label TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS flow_errors_flow ON flow_errors (flow_id);

CREATE TABLE IF NOT EXISTS invoices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- What was not read in a PDF (status INTERPRETEE_OCR): '' as number, date and year,
    -- NULL as recipient and amounts.
    number TEXT NOT NULL,
    type TEXT NOT NULL,
    issue_date TEXT NOT NULL,
    year TEXT NOT NULL,
    supplier_siren TEXT NOT NULL,
    supplier_id INTEGER NOT NULL REFERENCES structures(id),
    recipient_id INTEGER REFERENCES structures(id),
    service_id INTEGER REFERENCES services(id),
    framework TEXT NOT NULL,
    market TEXT, commitment TEXT, origin_number TEXT, payment_means TEXT,
    untaxed REAL, vat REAL, total REAL, due REAL,
    currency TEXT NOT NULL,
    lines INTEGER NOT NULL DEFAULT 0,
    mode TEXT NOT NULL,
    -- "afnor" where an approved platform brought it.
    channel TEXT,
    flow_id INTEGER REFERENCES flows(id),
    file_id INTEGER REFERENCES files(id),
    deposited_at REAL NOT NULL,
    integrated_at REAL NOT NULL,
    automatic INTEGER NOT NULL DEFAULT 1,
    status TEXT NOT NULL,
    status_at REAL NOT NULL,
    status_comment TEXT,
    comment TEXT,
    mandate TEXT,
    validator_id INTEGER REFERENCES structures(id),
    second_validator_id INTEGER REFERENCES structures(id),
    rejection_processed INTEGER NOT NULL DEFAULT 0,
    -- By its recipient.
    downloaded INTEGER NOT NULL DEFAULT 0,
    -- Of those that came by soumettre: the PDF as the supplier knows it, where to pay,
    -- and as JSON what an invoice of a flow has in its file.
    attachment_id INTEGER REFERENCES attachments(id),
    bank_account_id INTEGER REFERENCES bank_accounts(id),
    supplier_service_id INTEGER REFERENCES services(id),
    content TEXT,
    -- Of a works piece: supervisor (MOE) with the code of his service, owner (MOA), who
    -- deposited it where it was not the supplier, its dossier, what it answers.
    supervisor_id INTEGER REFERENCES structures(id),
    supervisor_service TEXT,
    owner_id INTEGER REFERENCES structures(id),
    depositor_id INTEGER REFERENCES structures(id),
    dossier TEXT,
    previous_id INTEGER REFERENCES invoices(id)
);
-- The key of an invoice on Chorus Pro; a rejected invoice keeps its number, a deleted
-- draft does not, and what was read in a PDF is nobody's number yet.
DROP INDEX IF EXISTS invoices_key;
CREATE UNIQUE INDEX IF NOT EXISTS invoices_number
    ON invoices (year, supplier_siren, number)
    WHERE status NOT IN ('INTERPRETEE_OCR', 'SUPPRIMEE');
CREATE INDEX IF NOT EXISTS invoices_attachment ON invoices (attachment_id)
    WHERE attachment_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS invoices_siren ON invoices (supplier_siren, deposited_at);
CREATE INDEX IF NOT EXISTS invoices_siren_number ON invoices (supplier_siren, number);
CREATE INDEX IF NOT EXISTS invoices_recipient ON invoices (recipient_id, status_at);
CREATE INDEX IF NOT EXISTS invoices_flow ON invoices (flow_id);
CREATE INDEX IF NOT EXISTS invoices_waiting ON invoices (status, integrated_at)
    WHERE automatic;

-- Documents that a supplier has uploaded, and the invoices they go with.
CREATE TABLE IF NOT EXISTS attachments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    siren TEXT NOT NULL,
    mime_type TEXT NOT NULL,
    extension TEXT NOT NULL,
    file_id INTEGER NOT NULL REFERENCES files(id)
);

CREATE TABLE IF NOT EXISTS invoice_attachments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    invoice_id INTEGER NOT NULL REFERENCES invoices(id),
    attachment_id INTEGER NOT NULL REFERENCES attachments(id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    line INTEGER
);
CREATE INDEX IF NOT EXISTS invoice_attachments_invoice
    ON invoice_attachments (invoice_id);

CREATE TABLE IF NOT EXISTS statuses (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    invoice_id INTEGER NOT NULL REFERENCES invoices(id),
    code TEXT NOT NULL,
    at REAL NOT NULL,
    comment TEXT, first_name TEXT, last_name TEXT, email TEXT, phone TEXT
);
CREATE INDEX IF NOT EXISTS statuses_invoice ON statuses (invoice_id);

CREATE TABLE IF NOT EXISTS events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    invoice_id INTEGER NOT NULL REFERENCES invoices(id),
    label TEXT NOT NULL,
    who TEXT,
    at REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS events_invoice ON events (invoice_id);

CREATE TABLE IF NOT EXISTS actions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    invoice_id INTEGER NOT NULL REFERENCES invoices(id),
    code TEXT NOT NULL,
    at REAL NOT NULL,
    first_name TEXT, last_name TEXT, email TEXT, phone TEXT
);
CREATE INDEX IF NOT EXISTS actions_invoice ON actions (invoice_id);

-- Real time here: a log of what happened on the wire.
CREATE TABLE IF NOT EXISTS calls (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    operation TEXT NOT NULL,
    http_status INTEGER,
    milliseconds INTEGER NOT NULL,
    headers TEXT NOT NULL,
    body TEXT NOT NULL,
    answer TEXT NOT NULL,
    unknown_fields TEXT NOT NULL,
    fault TEXT
);

CREATE TABLE IF NOT EXISTS faults (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    operation TEXT NOT NULL,
    moment TEXT NOT NULL,
    kind TEXT NOT NULL,
    parameters TEXT NOT NULL,
    remaining INTEGER,
    probability REAL NOT NULL DEFAULT 1,
    seed TEXT NOT NULL DEFAULT '',
    drawn INTEGER NOT NULL DEFAULT 0,
    consumed INTEGER NOT NULL DEFAULT 0
);
