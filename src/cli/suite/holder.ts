import { hostname, userInfo } from 'node:os';

/** Whom to ask about this run: `ann@laptop (shakedown run)`; in a cluster the pod. */
export function holderOf(
  command: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const { SHAKEDOWN_POD_NAME: pod, SHAKEDOWN_POD_NAMESPACE: namespace } = environment;
  return `${pod && namespace ? `pod ${namespace}/${pod}` : `${userName()}@${hostname()}`} (shakedown ${command})`;
}

/** Whose a platform is that is set up to stay: `ann@laptop`; in a cluster all pods of the namespace, because each Job has another one. */
export function whoSetsUp(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const namespace = environment['SHAKEDOWN_POD_NAMESPACE'];
  return namespace ? `pods of the namespace ${namespace}` : `${userName()}@${hostname()}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container's numeric user has no name.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
