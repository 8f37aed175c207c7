// Csi-test-driver is a CSI driver for tests: a volume is a directory that all nodes of the testbed see, a snapshot is a copy of it, and an
// expansion is a number in its record. What real ones do wrong it does on purpose: its environment says what, so that `kubectl set env` can
// break a driver that runs.
// https://github.com/container-storage-interface/spec/blob/v1.13.0/spec.md
package main

import (
	"context"
	"flag"
	"log"
	"net"
	"os"
	"os/signal"
	"path"
	"syscall"
	"time"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc"
	registration "k8s.io/kubelet/pkg/apis/pluginregistration/v1"
)

const driverName = "csi.shakedown.invalid"

func attachDelay() (time.Duration, error) {
	if text, found := os.LookupEnv("ATTACH_DELAY"); found {
		return time.ParseDuration(text)
	}
	return 0, nil
}

func main() {
	endpoint := flag.String("endpoint", "/csi/csi.sock", "the socket of the driver")
	data := flag.String("data", "/data", "the directory of all volumes and snapshots")
	node := flag.String("node", "", "the node whose pods get volumes; none for the controller alone")
	register := flag.String("register", "", "the socket at which the kubelet finds the driver")
	onHost := flag.String("endpoint-on-host", "", "the socket of the driver, as the kubelet sees it")
	flag.Parse()

	delay, err := attachDelay()
	if err != nil {
		log.Fatal(err)
	}
	faults := faults{
		attachDelay:     delay,
		attachOnce:      os.Getenv("ATTACH") == "once",
		detachFails:     os.Getenv("DETACH") == "fails",
		snapshotPends:   os.Getenv("SNAPSHOT") == "pends",
		snapshotDamaged: os.Getenv("SNAPSHOT") == "damaged",
	}
	volumes := &store{root: *data}
	server := grpc.NewServer(grpc.UnaryInterceptor(logged))
	csi.RegisterIdentityServer(server, identity{})
	if *node == "" {
		csi.RegisterControllerServer(server, &controller{store: volumes, faults: faults})
	} else {
		csi.RegisterNodeServer(server, &nodeService{
			store:       volumes,
			node:        *node,
			expandFails: os.Getenv("NODE_EXPAND") == "fails",
		})
	}
	servers := []*grpc.Server{server}
	go serve(server, *endpoint)
	if *register != "" {
		registry := grpc.NewServer()
		registration.RegisterRegistrationServer(registry, &kubelet{endpoint: *onHost})
		servers = append(servers, registry)
		go serve(registry, *register)
	}

	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGINT, syscall.SIGTERM)
	<-ended
	for _, one := range servers {
		one.Stop()
	}
}

func serve(server *grpc.Server, socket string) {
	if err := os.MkdirAll(path.Dir(socket), 0o755); err != nil {
		log.Fatal(err)
	}
	if err := os.Remove(socket); err != nil && !os.IsNotExist(err) {
		log.Fatal(err)
	}
	listener, err := net.Listen("unix", socket)
	if err != nil {
		log.Fatal(err)
	}
	// The sidecars of the controller are not root.
	if err := os.Chmod(socket, 0o666); err != nil {
		log.Fatal(err)
	}
	log.Printf("listens on %s", socket)
	if err := server.Serve(listener); err != nil {
		log.Fatal(err)
	}
}

func logged(ctx context.Context, request any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
	answer, err := handle(ctx, request)
	if err != nil {
		log.Printf("%s: %v", info.FullMethod, err)
	}
	return answer, err
}
