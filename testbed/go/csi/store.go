package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sync"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// What is known of a volume or of a snapshot.
type record struct {
	Name  string `json:"name"`
	Bytes int64  `json:"bytes"`
	// The node that a volume is attached to; empty for none.
	Node string `json:"node,omitempty"`
	// The node that it was attached to first.
	First string `json:"first,omitempty"`
	// The volume of a snapshot.
	Source string `json:"source,omitempty"`
	// When a snapshot was taken, in seconds since 1970.
	Taken int64 `json:"taken,omitempty"`
}

// Volumes and snapshots, a directory each with a record and what was written.
type store struct {
	root string
	lock sync.Mutex
}

// Names become a part of paths.
var safe = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,127}$`)

func (s *store) path(kind string, id string, more ...string) (string, error) {
	if !safe.MatchString(id) {
		return "", status.Errorf(codes.InvalidArgument, "%q is no name", id)
	}
	return filepath.Join(append([]string{s.root, kind, id}, more...)...), nil
}

// The directory with what was written.
func (s *store) content(kind string, id string) (string, error) {
	return s.path(kind, id, "content")
}

func (s *store) read(kind string, id string) (record, error) {
	var found record
	file, err := s.path(kind, id, "record.json")
	if err != nil {
		return found, err
	}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return found, status.Errorf(codes.NotFound, "there is no %s in %s", id, kind)
	}
	if err != nil {
		return found, err
	}
	return found, json.Unmarshal(text, &found)
}

// The record appears as a whole or not at all.
func (s *store) write(kind string, id string, is record) error {
	file, err := s.path(kind, id, "record.json")
	if err != nil {
		return err
	}
	text, err := json.Marshal(is)
	if err != nil {
		return err
	}
	if err := os.WriteFile(file+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}

// A directory with the content of another one, or with none.
func (s *store) create(kind string, id string, is record, from string) error {
	directory, err := s.path(kind, id)
	if err != nil {
		return err
	}
	// What an interrupted call has left.
	if err := os.RemoveAll(directory); err != nil {
		return err
	}
	content := filepath.Join(directory, "content")
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return err
	}
	if from == "" {
		err = os.Mkdir(content, 0o755)
	} else {
		err = os.CopyFS(content, os.DirFS(from))
	}
	if err != nil {
		return err
	}
	return s.write(kind, id, is)
}

func (s *store) remove(kind string, id string) error {
	directory, err := s.path(kind, id)
	if err != nil {
		return err
	}
	return os.RemoveAll(directory)
}
