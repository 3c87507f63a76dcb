-- +goose Up

-- One row: the random key of all hashes in this database.
CREATE TABLE hash_key (
	id  INTEGER PRIMARY KEY CHECK (id = 1),
	key BLOB NOT NULL
);

-- A job is one query of one site that is kept in one target.
CREATE TABLE jobs (
	id        INTEGER PRIMARY KEY,
	name      TEXT NOT NULL,
	site      TEXT NOT NULL,
	target    TEXT NOT NULL,
	query     TEXT NOT NULL DEFAULT '', -- hash of what decides what is read
	watermark INTEGER,                  -- milliseconds since 1970
	UNIQUE (name, site, target)
);

-- A link says which task stands for which issue. Texts are here as keyed hashes.
CREATE TABLE links (
	job    INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
	issue  TEXT NOT NULL,
	key    TEXT NOT NULL,
	task   TEXT NOT NULL,
	above  TEXT NOT NULL,
	holder INTEGER NOT NULL,
	digest TEXT NOT NULL,
	base   TEXT NOT NULL, -- hashes in a fixed order, with a space between
	intent TEXT NOT NULL, -- the same, and the state; empty for none
	asked  TEXT NOT NULL,
	seen   TEXT NOT NULL,
	gone   INTEGER NOT NULL, -- whether it has left the result and is settled
	misses INTEGER NOT NULL,
	missed INTEGER,          -- milliseconds since 1970
	retry  INTEGER NOT NULL,
	PRIMARY KEY (job, issue)
) WITHOUT ROWID;

CREATE TABLE runs (
	id      INTEGER PRIMARY KEY,
	job     INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
	started INTEGER NOT NULL, -- milliseconds since 1970
	ended   INTEGER NOT NULL,
	whole   INTEGER NOT NULL, -- whether everything was read
	counts  TEXT NOT NULL     -- JSON: numbers by name
);
CREATE INDEX runs_by_job ON runs (job, id);

-- +goose Down
DROP TABLE runs;
DROP TABLE links;
DROP TABLE jobs;
DROP TABLE hash_key;
