-- What is known of a job beside its outcome: each attempt, who works, and what staff have said about a queue.

-- When somebody asked that a running job end.
ALTER TABLE jobs ADD COLUMN cancel_at BIGINT;

-- Workers take a queue's due jobs in this order.
DROP INDEX jobs_due;
CREATE INDEX jobs_waiting ON jobs (queue, priority, run_at, id) WHERE state IN ('available', 'retryable');
CREATE INDEX jobs_running ON jobs (queue, lease_until) WHERE state = 'running';
CREATE INDEX jobs_finished ON jobs (finished_at) WHERE state IN ('completed', 'cancelled', 'dead');

CREATE TABLE job_attempts (
    job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    -- The first is 1.
    attempt BIGINT NOT NULL,
    -- job_workers.id, which is gone when the worker is.
    worker TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT,
    -- NULL while it runs. lost: its worker gave no sign of life.
    outcome TEXT CHECK (outcome IN ('completed', 'failed', 'panicked', 'timed_out', 'cancelled', 'lost')),
    error TEXT,
    PRIMARY KEY (job_id, attempt)
);

-- A queue without a row is neither paused nor limited.
CREATE TABLE job_queues (
    name TEXT PRIMARY KEY,
    paused BOOLEAN NOT NULL,
    -- How many of its jobs may run at a time, in all processes together.
    running_max BIGINT CHECK (running_max >= 0)
);
-- A relay that answers slowly must not keep payments waiting.
INSERT INTO job_queues (name, paused, running_max) VALUES ('mail', FALSE, 4);

-- Workers that are there; each says so every few seconds.
CREATE TABLE job_workers (
    id TEXT PRIMARY KEY,
    -- Between commas.
    queues TEXT NOT NULL,
    -- Jobs at a time.
    hands BIGINT NOT NULL,
    running BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    -- When somebody asked it to go.
    stop_at BIGINT
);
