/** How many minor versions a kubelet may be older than the API server. */
const OLDEST_KUBELET = 3;

/**
 * What is wrong with a kubelet's version compared with the API server's; `undefined` when it is supported: not newer, and at
 * most three minor versions older (two, for kubelets before 1.25).
 * https://kubernetes.io/releases/version-skew-policy/#kubelet
 */
export function versionSkew(kubelet: string, apiServer: string): string | undefined {
  const [own, server] = [minorOf(kubelet), minorOf(apiServer)];
  if (!own || !server) return `versions cannot be compared: kubelet '${kubelet}', API server '${apiServer}'`;
  if (server.major !== own.major) return `versions cannot be compared: kubelet '${kubelet}', API server '${apiServer}'`;
  const behind = server.minor - own.minor;
  if (behind < 0) return `its kubelet ${kubelet} is newer than the API server ${apiServer}, which is not supported`;
  const allowed = own.minor < 25 ? 2 : OLDEST_KUBELET;
  if (behind <= allowed) return undefined;
  return `its kubelet ${kubelet} is ${behind} minor versions older than the API server ${apiServer}; ${allowed} are supported`;
}

/** Major and minor; vendors append to the patch version (`v1.33.4-gke.1`), which does not matter here. */
function minorOf(version: string): { major: number; minor: number } | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  return major === undefined || minor === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}
