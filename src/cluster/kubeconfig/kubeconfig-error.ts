import { ShakedownError } from '../../errors/shakedown-error.ts';

/** Why a kubeconfig cannot be used. All of them end a command with exit code 2. */
export type KubeconfigErrorCode =
  | 'KUBECONFIG_MISSING'
  | 'KUBECONFIG_UNREADABLE'
  | 'KUBECONFIG_INVALID'
  | 'KUBECONFIG_CONTEXT'
  | 'KUBECONFIG_CREDENTIALS';

const expectations: Readonly<Record<KubeconfigErrorCode, string>> = {
  KUBECONFIG_MISSING: 'to know which cluster to test',
  KUBECONFIG_UNREADABLE: 'to read the kubeconfig',
  KUBECONFIG_INVALID: 'a valid kubeconfig',
  KUBECONFIG_CONTEXT: 'a context that says which cluster to test',
  KUBECONFIG_CREDENTIALS: 'credentials, obtained as the kubeconfig describes',
};

/**
 * An error about a kubeconfig.
 * @param seen names the file and the entry; never a secret of it.
 * @param todo how to fix it.
 */
export function kubeconfigError(
  code: KubeconfigErrorCode,
  seen: string,
  todo: string,
  cause?: unknown,
): ShakedownError {
  return new ShakedownError(code, {
    meaning: 'usage',
    expected: expectations[code],
    seen,
    todo,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** An error about one entry of a kubeconfig: `FILE: user 'me' has …`. */
export function invalidEntry(entry: { origin: string; label: string }, seen: string, todo: string): ShakedownError {
  return kubeconfigError('KUBECONFIG_INVALID', `${entry.origin}: ${entry.label} ${seen}`, todo);
}
