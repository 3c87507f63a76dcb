package jiratest

import (
	"strconv"
	"strings"
)

// numbers give out ids and keys that no issue has had yet.
type numbers struct {
	issue   int64
	history int64
	keys    map[string]int64 // the last number of each project
}

func numbersOf(s *Site) numbers {
	n := numbers{issue: 10000, history: 20000, keys: make(map[string]int64)}
	for _, i := range s.issues {
		n.issue = max(n.issue, i.num)
		n.used(i.Key)
		for _, h := range i.Histories {
			if id, err := strconv.ParseInt(h.ID, 10, 64); err == nil {
				n.history = max(n.history, id)
			}
		}
	}
	for key := range s.moved {
		n.used(key)
	}
	return n
}

func (n *numbers) used(key string) {
	project, digits, _ := strings.Cut(key, "-")
	if number, err := strconv.ParseInt(digits, 10, 64); err == nil {
		n.keys[project] = max(n.keys[project], number)
	}
}

func (n *numbers) nextIssue() string {
	n.issue++
	return decimal(n.issue)
}

func (n *numbers) nextHistory() string {
	n.history++
	return decimal(n.history)
}

func (n *numbers) nextKey(project string) string {
	n.keys[project]++
	return project + "-" + decimal(n.keys[project])
}
