package main

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"
)

func (c *controller) CreateSnapshot(
	_ context.Context,
	request *csi.CreateSnapshotRequest,
) (*csi.CreateSnapshotResponse, error) {
	c.lock.Lock()
	defer c.lock.Unlock()
	found, err := c.read("snapshots", request.Name)
	if status.Code(err) == codes.NotFound {
		found, err = c.take(request)
	}
	if err != nil {
		return nil, err
	}
	snapshot := &csi.Snapshot{
		SnapshotId:     request.Name,
		SourceVolumeId: found.Source,
		SizeBytes:      found.Bytes,
		CreationTime:   timestamppb.New(time.Unix(found.Taken, 0)),
		ReadyToUse:     !c.snapshotPends,
	}
	return &csi.CreateSnapshotResponse{Snapshot: snapshot}, nil
}

func (c *controller) take(request *csi.CreateSnapshotRequest) (record, error) {
	volume, err := c.read("volumes", request.SourceVolumeId)
	if err != nil {
		return record{}, err
	}
	from, err := c.content("volumes", request.SourceVolumeId)
	if err != nil {
		return record{}, err
	}
	is := record{Name: request.Name, Bytes: volume.Bytes, Source: request.SourceVolumeId, Taken: time.Now().Unix()}
	if err := c.create("snapshots", request.Name, is, from); err != nil {
		return record{}, err
	}
	if !c.snapshotDamaged {
		return is, nil
	}
	return is, c.damage(request.Name)
}

// Changes the first byte of each file.
func (c *controller) damage(id string) error {
	content, err := c.content("snapshots", id)
	if err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(content, "*"))
	if err != nil {
		return err
	}
	for _, name := range files {
		bytes, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if len(bytes) == 0 {
			continue
		}
		bytes[0] ^= 0xff
		if err := os.WriteFile(name, bytes, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func (c *controller) DeleteSnapshot(
	_ context.Context,
	request *csi.DeleteSnapshotRequest,
) (*csi.DeleteSnapshotResponse, error) {
	c.lock.Lock()
	defer c.lock.Unlock()
	return &csi.DeleteSnapshotResponse{}, c.remove("snapshots", request.SnapshotId)
}
