import type { Lease } from '../../cluster/kinds/kinds.ts';

/** What is known about the Lease of a node. */
interface HeartbeatSeen {
  lease: Lease | undefined;
  /** `lastHeartbeatTime` of the node's condition `Ready`. */
  reported: string | undefined;
  /** The API server's time. */
  date: Date;
  /** When a look found the Lease renewed since the look before, by the API server's time. */
  renewedAt: Date | undefined;
}

/** For how long the node controller believes a node, in seconds: `--node-monitor-grace-period`. */
const GRACE_S = 50;

/**
 * What is wrong with the heartbeat of a node, or with its clock, in which the heartbeat is written; pure. Like the node controller, it counts a
 * node as lost when its Lease was not renewed for its duration (40 s unless configured). Who reports for a node without a Lease writes the time into its
 * status: that counts as well, for as long as the controller waits for it. A clock may be wrong by as much, in both directions:
 * then certificates and tokens are refused as not valid yet or no longer, and logs cannot be compared.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/controller/nodelifecycle/node_lifecycle_controller.go (tryUpdateNodeHealth)
 */
export function heartbeatTrouble({ lease, reported, date, renewedAt }: HeartbeatSeen): string | undefined {
  const since = (moment: number) => Math.round((date.getTime() - moment) / 1_000);
  const renewed = Date.parse(lease?.spec?.renewTime ?? '');
  if (Number.isNaN(renewed)) return withoutLease(since(Date.parse(reported ?? '')));
  const lasts = lease?.spec?.leaseDurationSeconds ?? 40;
  const age = since(renewed);
  if (age < -lasts)
    return `its clock is ${-age} s ahead of that of the API server: its kubelet renews its Lease in the future`;
  if (age <= lasts) return undefined;
  if (renewedAt === undefined || since(renewedAt.getTime()) > lasts)
    return `its kubelet has not renewed its Lease for ${age} s`;
  const behind = Math.round((renewedAt.getTime() - renewed) / 1_000);
  return `its clock is ${behind} s behind that of the API server: its kubelet renews its Lease, with times that are long over`;
}

/** @param age seconds since the node's status was reported; NaN when it never was. */
function withoutLease(age: number): string | undefined {
  const none = 'its kubelet has no Lease in kube-node-lease';
  if (Number.isNaN(age)) return none;
  if (age < -GRACE_S) return `${none}, and reports ${-age} s ahead of the clock of the API server`;
  return age > GRACE_S ? `${none}, and has not reported for ${age} s` : undefined;
}
