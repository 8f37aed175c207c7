package main

import (
	"context"
	"time"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// What goes wrong on purpose.
type faults struct {
	attachDelay     time.Duration
	attachOnce      bool
	detachFails     bool
	snapshotPends   bool
	snapshotDamaged bool
}

// Creates and removes volumes, and attaches each to one node at a time.
type controller struct {
	csi.UnimplementedControllerServer
	*store
	faults
}

const defaultBytes = 1 << 30

func (c *controller) ControllerGetCapabilities(
	context.Context,
	*csi.ControllerGetCapabilitiesRequest,
) (*csi.ControllerGetCapabilitiesResponse, error) {
	answer := &csi.ControllerGetCapabilitiesResponse{}
	for _, one := range []csi.ControllerServiceCapability_RPC_Type{
		csi.ControllerServiceCapability_RPC_CREATE_DELETE_VOLUME,
		csi.ControllerServiceCapability_RPC_PUBLISH_UNPUBLISH_VOLUME,
		csi.ControllerServiceCapability_RPC_EXPAND_VOLUME,
		csi.ControllerServiceCapability_RPC_CREATE_DELETE_SNAPSHOT,
	} {
		rpc := &csi.ControllerServiceCapability_Rpc{Rpc: &csi.ControllerServiceCapability_RPC{Type: one}}
		answer.Capabilities = append(answer.Capabilities, &csi.ControllerServiceCapability{Type: rpc})
	}
	return answer, nil
}

func (c *controller) ValidateVolumeCapabilities(
	_ context.Context,
	request *csi.ValidateVolumeCapabilitiesRequest,
) (*csi.ValidateVolumeCapabilitiesResponse, error) {
	confirmed := &csi.ValidateVolumeCapabilitiesResponse_Confirmed{VolumeCapabilities: request.VolumeCapabilities}
	return &csi.ValidateVolumeCapabilitiesResponse{Confirmed: confirmed}, nil
}

func (c *controller) CreateVolume(
	_ context.Context,
	request *csi.CreateVolumeRequest,
) (*csi.CreateVolumeResponse, error) {
	c.lock.Lock()
	defer c.lock.Unlock()
	bytes := request.CapacityRange.GetRequiredBytes()
	if bytes == 0 {
		bytes = defaultBytes
	}
	found, err := c.read("volumes", request.Name)
	if status.Code(err) == codes.NotFound {
		from := ""
		if snapshot := request.VolumeContentSource.GetSnapshot(); snapshot != nil {
			if _, err := c.read("snapshots", snapshot.SnapshotId); err != nil {
				return nil, err
			}
			if from, err = c.content("snapshots", snapshot.SnapshotId); err != nil {
				return nil, err
			}
		}
		found = record{Name: request.Name, Bytes: bytes}
		err = c.create("volumes", request.Name, found, from)
	}
	if err != nil {
		return nil, err
	}
	volume := &csi.Volume{
		VolumeId:      request.Name,
		CapacityBytes: found.Bytes,
		ContentSource: request.VolumeContentSource,
	}
	return &csi.CreateVolumeResponse{Volume: volume}, nil
}

func (c *controller) DeleteVolume(
	_ context.Context,
	request *csi.DeleteVolumeRequest,
) (*csi.DeleteVolumeResponse, error) {
	c.lock.Lock()
	defer c.lock.Unlock()
	return &csi.DeleteVolumeResponse{}, c.remove("volumes", request.VolumeId)
}

func (c *controller) ControllerPublishVolume(
	ctx context.Context,
	request *csi.ControllerPublishVolumeRequest,
) (*csi.ControllerPublishVolumeResponse, error) {
	select {
	case <-time.After(c.attachDelay):
	case <-ctx.Done():
		return nil, status.FromContextError(ctx.Err()).Err()
	}
	c.lock.Lock()
	defer c.lock.Unlock()
	found, err := c.read("volumes", request.VolumeId)
	if err != nil {
		return nil, err
	}
	if found.Node != "" && found.Node != request.NodeId {
		return nil, status.Errorf(codes.FailedPrecondition, "%s is attached to %s", request.VolumeId, found.Node)
	}
	if c.attachOnce && found.First != "" && found.First != request.NodeId {
		return nil, status.Errorf(codes.Internal, "the disk array does not show %s to %s", request.VolumeId, request.NodeId)
	}
	found.Node = request.NodeId
	if found.First == "" {
		found.First = request.NodeId
	}
	return &csi.ControllerPublishVolumeResponse{}, c.write("volumes", request.VolumeId, found)
}

func (c *controller) ControllerUnpublishVolume(
	_ context.Context,
	request *csi.ControllerUnpublishVolumeRequest,
) (*csi.ControllerUnpublishVolumeResponse, error) {
	c.lock.Lock()
	defer c.lock.Unlock()
	found, err := c.read("volumes", request.VolumeId)
	if status.Code(err) == codes.NotFound {
		return &csi.ControllerUnpublishVolumeResponse{}, nil
	}
	if err != nil {
		return nil, err
	}
	if request.NodeId != "" && found.Node != request.NodeId {
		return &csi.ControllerUnpublishVolumeResponse{}, nil
	}
	if c.detachFails {
		return nil, status.Errorf(codes.Internal, "the disk array does not take %s from %s", request.VolumeId, found.Node)
	}
	found.Node = ""
	return &csi.ControllerUnpublishVolumeResponse{}, c.write("volumes", request.VolumeId, found)
}

func (c *controller) ControllerExpandVolume(
	_ context.Context,
	request *csi.ControllerExpandVolumeRequest,
) (*csi.ControllerExpandVolumeResponse, error) {
	c.lock.Lock()
	defer c.lock.Unlock()
	found, err := c.read("volumes", request.VolumeId)
	if err != nil {
		return nil, err
	}
	found.Bytes = max(found.Bytes, request.CapacityRange.GetRequiredBytes())
	answer := &csi.ControllerExpandVolumeResponse{CapacityBytes: found.Bytes, NodeExpansionRequired: true}
	return answer, c.write("volumes", request.VolumeId, found)
}
