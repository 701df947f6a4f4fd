/**
 * Tables of `state.db`. Instants are texts in UTC with milliseconds, so that their order is that of time; other values
 * that are not looked up by are JSON. A change of layout is appended as a migration; none is ever altered.
 */
export const STATE_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE workflows (
    id TEXT PRIMARY KEY,
    current_version INTEGER NOT NULL,
    status TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    revision INTEGER NOT NULL
  );
  -- A sequence number is never used again, even after the workflow was deleted.
  CREATE TABLE versions (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    workflow_id TEXT NOT NULL REFERENCES workflows (id) ON DELETE CASCADE,
    version TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    digest TEXT NOT NULL,
    deployed_at TEXT NOT NULL,
    deployed_by TEXT NOT NULL,
    note TEXT,
    folder TEXT,
    source_format TEXT NOT NULL,
    definition TEXT NOT NULL,
    source_text TEXT NOT NULL,
    UNIQUE (workflow_id, version)
  );

  -- The definitions that runs hold on to, each once, whatever becomes of the workflow.
  CREATE TABLE snapshots (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    workflow_id TEXT NOT NULL,
    version TEXT NOT NULL,
    definition TEXT NOT NULL
  );
  CREATE INDEX snapshots_of_version ON snapshots (workflow_id, version);

  -- What lists show comes first: long values lie on pages of their own, which lists never read.
  CREATE TABLE runs (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    workflow_id TEXT NOT NULL,
    version TEXT NOT NULL,
    status TEXT NOT NULL,
    run_trigger TEXT NOT NULL,
    created_at TEXT NOT NULL,
    started_at TEXT,
    ended_at TEXT,
    created_by TEXT NOT NULL,
    done INTEGER NOT NULL,
    total INTEGER NOT NULL,
    error TEXT,
    reason TEXT,
    rerun_of TEXT,
    parent_run TEXT,
    idempotency_key TEXT,
    working_directory TEXT,
    snapshot_id INTEGER NOT NULL REFERENCES snapshots (id),
    input TEXT NOT NULL,
    taken TEXT NOT NULL,
    output TEXT
  );
  CREATE INDEX runs_by_time ON runs (created_at, id);
  CREATE INDEX runs_by_workflow ON runs (workflow_id, created_at, id);
  CREATE INDEX runs_by_status ON runs (status, created_at, id);
  CREATE INDEX runs_by_workflow_and_status ON runs (workflow_id, status, created_at, id);
  CREATE INDEX runs_by_end ON runs (ended_at) WHERE ended_at IS NOT NULL;
  CREATE INDEX runs_by_snapshot ON runs (snapshot_id);
  CREATE UNIQUE INDEX runs_by_key ON runs (workflow_id, idempotency_key) WHERE idempotency_key IS NOT NULL;

  CREATE TABLE tasks (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    task TEXT NOT NULL,
    item INTEGER NOT NULL, -- -1 for the task itself
    state TEXT NOT NULL,
    UNIQUE (run_id, task, item)
  );
  CREATE TABLE artifacts (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    task TEXT NOT NULL,
    path TEXT NOT NULL,
    size INTEGER NOT NULL,
    UNIQUE (run_id, name)
  );
  CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    begun INTEGER NOT NULL,
    entry TEXT NOT NULL,
    UNIQUE (run_id, key)
  );
  CREATE INDEX journal_begun ON journal (seq) WHERE begun = 1;
  CREATE TABLE decisions (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    task TEXT NOT NULL,
    decision TEXT NOT NULL,
    UNIQUE (run_id, task)
  );
  CREATE TABLE orders (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    body TEXT NOT NULL
  );

  CREATE TABLE schedules (
    workflow_id TEXT PRIMARY KEY,
    body TEXT NOT NULL
  );
  CREATE TABLE tokens (
    id TEXT PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT,
    last_used_at TEXT,
    revoked INTEGER NOT NULL
  );
  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    origin TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    details TEXT NOT NULL
  );
  CREATE INDEX audit_by_time ON audit (at, seq);
  CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
  );
  `,
];

/** Tables of `log.db`. Numbers of runs are never used again, so that lines of one never show as another's. */
export const LOG_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE runs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE
  );
  CREATE TABLE chunks (
    run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
    last INTEGER NOT NULL,
    last_at TEXT NOT NULL,
    tasks TEXT NOT NULL,
    lines TEXT NOT NULL,
    UNIQUE (run, last)
  );
  `,
];
