import { readFileSync } from 'node:fs';
import { basename, join, normalize } from 'node:path';
import { ShakedownError } from '../../../errors/shakedown-error.ts';
import { Malformed, YamlValue } from '../file/yaml-value.ts';
import { kubeconfigError } from '../kubeconfig-error.ts';
import { findCommand } from './find-command.ts';

/** Which credential plugins may be run, by the user's preferences for kubectl. */
interface PluginPolicy {
  file: string;
  type: string;
  /** Commands, as they are written; undefined when there is no list. */
  allowed: string[] | undefined;
}

const API = /^kubectl\.config\.k8s\.io\/v1(?:alpha1|beta1)$/;

/**
 * Why a plugin may not be run, by the `kuberc` of kubectl (KUBERC, else `~/.kube/kuberc`; `credentialPluginPolicy`, Kubernetes 1.35); undefined when it may
 * (client-go, plugin/pkg/client/auth/exec/exec.go, checkAllowlistLocked). A file that cannot be read is passed over, as by kubectl, unless KUBERC names it.
 * @param program the path of the command.
 * @throws ShakedownError KUBECONFIG_INVALID when the policy contradicts itself, KUBECONFIG_UNREADABLE for a file that KUBERC names.
 */
export function deniedByPolicy(
  command: string,
  program: string,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): string | undefined {
  const policy = policyOf(env, home);
  if (!policy) return undefined;
  const { file, type, allowed } = policy;
  if (type === 'DenyAll') return `is not run: ${file} has the credentialPluginPolicy DenyAll`;
  if (type !== 'Allowlist') return undefined;
  const listed = allowed?.some(
    (one) =>
      one === normalize(command) ||
      one === program ||
      (basename(one) === basename(program) && findCommand(one, env['PATH']) === program),
  );
  return listed ? undefined : `is not run: it is not in the credentialPluginAllowlist of ${file}`;
}

function policyOf(env: Readonly<Record<string, string | undefined>>, home: string): PluginPolicy | undefined {
  const named = env['KUBERC'];
  if (named === 'off' || env['KUBECTL_KUBERC'] === 'false') return undefined;
  const file = named || join(home, '.kube', 'kuberc');
  try {
    const policy = readPolicy(file);
    if (policy) assertConsistent(policy);
    return policy;
  } catch (error) {
    if (error instanceof ShakedownError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined && !(error instanceof Malformed)) throw error;
    if (!named) return undefined;
    throw kubeconfigError(
      'KUBECONFIG_UNREADABLE',
      `${file}, named by KUBERC: ${code ?? (error as Error).message}`,
      'name a file that can be read, or set KUBERC=off',
      error,
    );
  }
}

function readPolicy(file: string): PluginPolicy | undefined {
  const root = YamlValue.parse(readFileSync(file));
  if (root.kind === 'nothing') return undefined;
  if (root.get('kind').text() !== 'Preference' || !API.test(root.get('apiVersion').text()))
    throw new Malformed('it is no Preference of kubectl.config.k8s.io');
  const list = root.get('credentialPluginAllowlist');
  const allowed = list.elements().map((one) => one.get('command').text() || one.get('name').text());
  return {
    ...{ file, type: root.get('credentialPluginPolicy').text() },
    allowed: list.kind === 'nothing' ? undefined : allowed,
  };
}

/** client-go, plugin/pkg/client/auth/exec/exec.go, ValidatePluginPolicy. */
function assertConsistent({ file, type, allowed }: PluginPolicy): void {
  const wrong = (seen: string) =>
    kubeconfigError(
      'KUBECONFIG_INVALID',
      `${file}: ${seen}`,
      'kubectl refuses it as well: correct it, or set KUBERC=off',
    );
  if (!['', 'AllowAll', 'DenyAll', 'Allowlist'].includes(type))
    throw wrong(`credentialPluginPolicy is '${type}', and not AllowAll, DenyAll or Allowlist`);
  if (type !== 'Allowlist' && allowed) throw wrong('it has a credentialPluginAllowlist without the policy Allowlist');
  if (type === 'Allowlist' && !allowed?.length)
    throw wrong('it has the policy Allowlist, and no credentialPluginAllowlist');
  if (allowed?.some((one) => one === '' || normalize(one) !== one))
    throw wrong('credentialPluginAllowlist has an entry without a command, or with one that is no plain path');
}
