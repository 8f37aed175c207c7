import { existsSync, readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { Cluster as ClusterEntry } from '@kubernetes/client-node/dist/config_types.js';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { DoorConfig } from './door-config.ts';

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Where a kubeconfig is looked for; by default in the process's own environment. */
export interface KubeconfigSources {
  env: Readonly<Record<string, string | undefined>>;
  home: string;
  /** Where a pod finds its token and the CA of the API server. */
  serviceAccount: string;
}

const here = (): KubeconfigSources => ({
  env: process.env,
  home: homedir(),
  serviceAccount: SERVICE_ACCOUNT,
});

/**
 * The configuration for the connection to a cluster: the given file, else those in KUBECONFIG, else `~/.kube/config`, else the service
 * account of the pod. There is no fallback to localhost: a run must never judge a cluster that nobody chose.
 * @throws ShakedownError KUBECONFIG_MISSING, KUBECONFIG_UNREADABLE, KUBECONFIG_INVALID, KUBECONFIG_CONTEXT
 */
export function loadKubeconfig(
  { kubeconfig, context }: { kubeconfig?: string; context?: string },
  { env, home, serviceAccount }: KubeconfigSources = here(),
): { config: DoorConfig; cluster: ClusterEntry } {
  const files = kubeconfig ? [kubeconfig] : (fromEnvironment(env['KUBECONFIG']) ?? fromHome(home));
  if (files) {
    const config = merged(files.map(readFile));
    return { config, cluster: choose(config, context, files.join(delimiter)) };
  }
  const host = env['KUBERNETES_SERVICE_HOST'];
  if (host && existsSync(join(serviceAccount, 'token'))) {
    const config = ofServiceAccount(serviceAccount, host, env['KUBERNETES_SERVICE_PORT'] ?? '443');
    return { config, cluster: choose(config, undefined, 'the service account') };
  }
  throw new ShakedownError('KUBECONFIG_MISSING', {
    meaning: 'usage',
    expected: 'to know which cluster to test',
    seen: `no --kubeconfig, no KUBECONFIG, no ${join(home, '.kube', 'config')}, no service account of a pod`,
    todo: 'name one: --kubeconfig FILE',
  });
}

/** The client reads the token again when it is a minute old, because the kubelet renews it. */
function ofServiceAccount(folder: string, host: string, port: string): DoorConfig {
  const config = new DoorConfig();
  config.loadFromClusterAndUser(
    {
      name: 'this cluster',
      server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
      caFile: join(folder, 'ca.crt'),
      skipTLSVerify: false,
    },
    { name: 'service account', authProvider: { name: 'tokenFile', config: { tokenFile: join(folder, 'token') } } },
  );
  return config;
}

function fromEnvironment(list: string | undefined): string[] | undefined {
  const named = (list ?? '').split(delimiter).filter((file) => file !== '');
  if (named.length === 0) return undefined;
  // If there are several, missing files are skipped, as in kubectl; a single missing file is an error.
  const existing = named.filter((file) => existsSync(file));
  return existing.length === 0 ? named.slice(0, 1) : existing;
}

function fromHome(home: string): string[] | undefined {
  const file = join(home, '.kube', 'config');
  return existsSync(file) ? [file] : undefined;
}

function readFile(file: string): DoorConfig {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ShakedownError('KUBECONFIG_UNREADABLE', {
      meaning: 'usage',
      expected: 'to read the kubeconfig',
      seen: `${file}: ${(error as NodeJS.ErrnoException).code ?? 'not readable'}`,
      todo: 'name a file that exists and may be read: --kubeconfig FILE',
      cause: error,
    });
  }
  const config = new DoorConfig();
  try {
    config.loadFromString(text);
  } catch (error) {
    throw invalid(file, problemIn(error));
  }
  config.makePathsAbsolute(dirname(file));
  return config;
}

/** Why the parser rejected a file; never its excerpt of the source, which may be a private key. */
function problemIn(error: unknown): string {
  if (error instanceof Error && 'reason' in error && 'mark' in error) {
    const mark = error.mark as { line?: number; column?: number } | undefined;
    const place = mark?.line === undefined ? '' : ` in line ${mark.line + 1}, column ${(mark.column ?? 0) + 1}`;
    return `not valid YAML: ${String(error.reason)}${place}`;
  }
  if (error instanceof TypeError) return 'not a kubeconfig: it is not a mapping of clusters, contexts and users';
  return error instanceof Error ? error.message : String(error);
}

/** If several files have the same name, the first one wins, as in kubectl. */
function merged(configs: DoorConfig[]): DoorConfig {
  const [first = new DoorConfig(), ...others] = configs;
  for (const other of others) {
    first.currentContext ??= other.currentContext;
    add(first.clusters, other.clusters);
    add(first.users, other.users);
    add(first.contexts, other.contexts);
  }
  return first;
}

function add<T extends { name: string }>(known: T[], more: readonly T[]): void {
  known.push(...more.filter(({ name }) => !known.some((one) => one.name === name)));
}

function choose(config: DoorConfig, context: string | undefined, source: string): ClusterEntry {
  if (context !== undefined) config.setCurrentContext(context);
  const name = config.getCurrentContext();
  const names = config.getContexts().map((one) => one.name);
  const known = names.length === 0 ? 'it has no contexts' : `its contexts are ${names.join(', ')}`;
  const wanted = config.getContextObject(name);
  if (!wanted)
    throw new ShakedownError('KUBECONFIG_CONTEXT', {
      meaning: 'usage',
      expected: 'a context that says which cluster to test',
      seen: `${name ? `no context '${name}'` : 'no current context'} in ${source}: ${known}`,
      todo: 'name one: --context NAME',
    });
  const cluster = config.getCurrentCluster();
  if (!cluster) throw invalid(source, `context '${name}' names the cluster '${wanted.cluster}', which is not in it`);
  if (!config.getCurrentUser())
    throw invalid(source, `context '${name}' names the user '${wanted.user}', which is not in it`);
  return cluster;
}

function invalid(source: string, seen: string): ShakedownError {
  return new ShakedownError('KUBECONFIG_INVALID', {
    meaning: 'usage',
    expected: 'a valid kubeconfig',
    seen: `${source}: ${seen}`,
    todo: 'kubectl config view --kubeconfig FILE shows what is in it',
  });
}
