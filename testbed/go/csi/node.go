package main

import (
	"context"
	"errors"
	"os"
	"syscall"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Mounts volumes into the pods of a node.
type nodeService struct {
	csi.UnimplementedNodeServer
	*store
	node        string
	expandFails bool
}

func (n *nodeService) NodeGetInfo(context.Context, *csi.NodeGetInfoRequest) (*csi.NodeGetInfoResponse, error) {
	return &csi.NodeGetInfoResponse{NodeId: n.node}, nil
}

func (n *nodeService) NodeGetCapabilities(
	context.Context,
	*csi.NodeGetCapabilitiesRequest,
) (*csi.NodeGetCapabilitiesResponse, error) {
	answer := &csi.NodeGetCapabilitiesResponse{}
	for _, one := range []csi.NodeServiceCapability_RPC_Type{
		csi.NodeServiceCapability_RPC_EXPAND_VOLUME,
		csi.NodeServiceCapability_RPC_GET_VOLUME_STATS,
	} {
		rpc := &csi.NodeServiceCapability_Rpc{Rpc: &csi.NodeServiceCapability_RPC{Type: one}}
		answer.Capabilities = append(answer.Capabilities, &csi.NodeServiceCapability{Type: rpc})
	}
	return answer, nil
}

func (n *nodeService) NodePublishVolume(
	_ context.Context,
	request *csi.NodePublishVolumeRequest,
) (*csi.NodePublishVolumeResponse, error) {
	found, err := n.read("volumes", request.VolumeId)
	if err != nil {
		return nil, err
	}
	if found.Node != n.node {
		return nil, status.Errorf(codes.FailedPrecondition, "%s is not attached to %s", request.VolumeId, n.node)
	}
	content, err := n.content("volumes", request.VolumeId)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(request.TargetPath, 0o750); err != nil {
		return nil, err
	}
	mounted, err := isSame(content, request.TargetPath)
	if err != nil || mounted {
		return &csi.NodePublishVolumeResponse{}, err
	}
	return &csi.NodePublishVolumeResponse{}, syscall.Mount(content, request.TargetPath, "", syscall.MS_BIND, "")
}

// Whether two paths are the same directory, as a bind mount makes them.
func isSame(content string, target string) (bool, error) {
	is, err := os.Stat(content)
	if err != nil {
		return false, err
	}
	at, err := os.Stat(target)
	if err != nil {
		return false, err
	}
	return os.SameFile(is, at), nil
}

func (n *nodeService) NodeUnpublishVolume(
	_ context.Context,
	request *csi.NodeUnpublishVolumeRequest,
) (*csi.NodeUnpublishVolumeResponse, error) {
	// It answers EINVAL for what is not mounted, or not any more.
	err := syscall.Unmount(request.TargetPath, 0)
	if err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, syscall.ENOENT) {
		return nil, err
	}
	// Never its content: this refuses a directory that is not empty.
	if err := os.Remove(request.TargetPath); err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	return &csi.NodeUnpublishVolumeResponse{}, nil
}

func (n *nodeService) NodeExpandVolume(
	_ context.Context,
	request *csi.NodeExpandVolumeRequest,
) (*csi.NodeExpandVolumeResponse, error) {
	if n.expandFails {
		return nil, status.Errorf(codes.Internal, "the file system on %s cannot grow", request.VolumeId)
	}
	found, err := n.read("volumes", request.VolumeId)
	return &csi.NodeExpandVolumeResponse{CapacityBytes: found.Bytes}, err
}

func (n *nodeService) NodeGetVolumeStats(
	_ context.Context,
	request *csi.NodeGetVolumeStatsRequest,
) (*csi.NodeGetVolumeStatsResponse, error) {
	found, err := n.read("volumes", request.VolumeId)
	if err != nil {
		return nil, err
	}
	usage := &csi.VolumeUsage{Unit: csi.VolumeUsage_BYTES, Total: found.Bytes, Available: found.Bytes}
	return &csi.NodeGetVolumeStatsResponse{Usage: []*csi.VolumeUsage{usage}}, nil
}
