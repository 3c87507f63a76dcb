-- +goose Up

-- A report is one table on one page, found by its mark. Texts are here as keyed
-- hashes.
CREATE TABLE reports (
	id         INTEGER PRIMARY KEY,
	name       TEXT NOT NULL,
	site       TEXT NOT NULL,
	mark       TEXT NOT NULL,
	last       TEXT NOT NULL DEFAULT '', -- JSON: what the page shows, as hashes
	intended   TEXT NOT NULL DEFAULT '', -- the same of a run that did not come back
	failures   INTEGER NOT NULL DEFAULT 0,
	paused     INTEGER NOT NULL DEFAULT 0,
	why        TEXT NOT NULL DEFAULT '',
	not_before INTEGER,                  -- milliseconds since 1970
	place      TEXT NOT NULL DEFAULT '', -- ids of the page, in its own words
	told       TEXT NOT NULL DEFAULT '', -- the trouble that the line above the table tells of
	UNIQUE (name, site, mark)
);

CREATE TABLE report_runs (
	id      INTEGER PRIMARY KEY,
	report  INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
	run     TEXT NOT NULL,
	started INTEGER NOT NULL, -- milliseconds since 1970
	ended   INTEGER NOT NULL,
	counts  TEXT NOT NULL,    -- JSON: numbers by name
	result  TEXT NOT NULL,    -- the kind of the error; empty for none
	trouble TEXT NOT NULL,
	put_off INTEGER NOT NULL,
	again   INTEGER,          -- milliseconds since 1970
	paused  INTEGER NOT NULL
);
CREATE INDEX report_runs_by_report ON report_runs (report, id);

-- +goose Down
DROP TABLE report_runs;
DROP TABLE reports;
