import type { NodePlan } from '../machine/address-plan.ts';
import { ownDirectory } from '../cluster/nodes.ts';
import type { Component } from './component.ts';

const CONFIG = 'containerd.toml';

/** The container runtime of each node, with the pods' network: an address from the node's own range, a route, and host ports. */
export const containerd: Component = {
  name: 'containerd',
  binaries: [],
  after: ['nodes'],
  files: ({ layout, nodes, image }) => ({
    [layout.config(CONFIG)]: containerdConfiguration(image('pause').ref),
    ...Object.fromEntries(
      nodes.map((node) => [
        `${ownDirectory(layout, node, '/etc/cni/net.d')}/10-shakedown.conflist`,
        JSON.stringify(podNetwork(node)),
      ]),
    ),
  }),
  daemons: ({ layout, nodes, inNode }) =>
    nodes.map((node) => ({
      name: `containerd@${node.name}`,
      argv: inNode(node, ['containerd', '--config', layout.config(CONFIG)]),
    })),
  missing: async ({ nodes, control, inNode }) => {
    const answers = await Promise.all(
      nodes.map((node) =>
        control.outcome(inNode(node, ['ctr', '--connect-timeout', '1s', 'namespaces', 'list', '--quiet'])),
      ),
    );
    const silent = nodes.filter((_, index) => answers[index]?.code !== 0).map(({ name }) => name);
    return silent.length === 0 ? undefined : `no answer from containerd on ${silent.join(', ')}`;
  },
};

/** containerd's configuration, version 2 (containerd 1.6 reads it, later ones convert it). */
export function containerdConfiguration(sandboxImage: string): string {
  return `version = 2

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${sandboxImage}"
  # Without CAP_SYS_RESOURCE every sandbox would fail, with a misleading "can't get final child's PID from pipe".
  restrict_oom_score_adj = true
  disable_apparmor = true
  tolerate_missing_hugetlb_controller = true
  netns_mounts_under_state_dir = true

  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "/etc/cni/net.d"

  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"

    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
`;
}

/** The CNI configuration of a node. NetworkPolicy is enforced by an add-on alone. */
export function podNetwork({ pods }: NodePlan): object {
  return {
    cniVersion: '0.4.0',
    name: 'shakedown',
    plugins: [
      {
        type: 'ptp',
        // Pods have to see each other's addresses, and everything in the testbed has a route to them.
        ipMasq: false,
        ipam: { type: 'host-local', ranges: [[{ subnet: pods }]], routes: [{ dst: '0.0.0.0/0' }] },
      },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  };
}
