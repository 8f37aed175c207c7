import { hostname, userInfo } from 'node:os';

/** Whom to ask about this run: `ann@laptop (shakedown run)`; in a cluster the pod. */
export function holderOf(
  command: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const { SHAKEDOWN_POD_NAME: pod, SHAKEDOWN_POD_NAMESPACE: namespace } = environment;
  return `${pod && namespace ? `pod ${namespace}/${pod}` : `${userName()}@${hostname()}`} (shakedown ${command})`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container's numeric user has no name.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
