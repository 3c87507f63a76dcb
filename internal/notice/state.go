package notice

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"weir"
	"weir/internal/atomicfile"
)

// A failure is what is kept of a kind of failure.
type failure struct {
	Since time.Time `json:"since"` // of the first one
	Told  bool      `json:"told"`
}

// failures are those of a job since it last succeeded.
type failures map[weir.Kind]failure

func (f failures) with(kind weir.Kind, one failure) failures {
	if f == nil {
		f = failures{}
	}
	f[kind] = one
	return f
}

// maxState is more than the failures of all jobs take, in bytes.
const maxState = 64 << 10

// update changes what is kept of a job, under the lock of the file. What cannot
// be read as ours is no reason to keep silent, and is written anew. The error
// of change does not keep its result from being written.
func (n *Notifier) update(ctx context.Context, job string, change func(known failures) (failures, error)) error {
	if err := atomicfile.MakeDir(filepath.Dir(n.p.State)); err != nil {
		return err
	}
	var changeErr error
	err := atomicfile.Edit{Path: n.p.State, Limit: maxState, Perm: 0o600, Change: func(old []byte) ([]byte, error) {
		jobs := jobsOf(old)
		if jobs[job], changeErr = change(jobs[job]); len(jobs[job]) == 0 {
			delete(jobs, job)
		}
		if len(jobs) == 0 {
			return nil, nil
		}
		text, err := json.Marshal(jobs)
		if err != nil {
			return nil, fmt.Errorf("write failures: %w", err)
		}
		return append(text, '\n'), nil
	}}.Do(ctx)
	return errors.Join(changeErr, err)
}

// jobsOf reads what is kept of all jobs; nothing where it is not ours.
func jobsOf(text []byte) map[string]failures {
	jobs := map[string]failures{}
	if json.Unmarshal(text, &jobs) != nil || jobs == nil {
		return map[string]failures{}
	}
	return jobs
}
