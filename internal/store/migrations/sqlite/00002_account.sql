-- +goose Up

-- Hash of the account whose list it is; empty while that is not known.
ALTER TABLE jobs ADD COLUMN account TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE jobs DROP COLUMN account;
