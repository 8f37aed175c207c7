import { statSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isatty } from 'node:tty';
import { chooseEntries, type ChosenEntries } from './choose-entries.ts';
import { nobody } from './file/entries.ts';
import { KubeconfigAccess } from './kubeconfig-access.ts';
import { invalidEntry, kubeconfigError } from './kubeconfig-error.ts';
import { loadFiles } from './file/load-files.ts';
import { parseProxyUrl, proxyFromEnvironment } from './proxy.ts';
import { addressOf } from './server-url.ts';
import { validateEntries } from './file/validate-entries.ts';

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Where a kubeconfig is looked for, and what its plugins are run in; by default the process's own. */
export interface KubeconfigSources {
  env: Readonly<Record<string, string | undefined>>;
  home: string;
  /** Where a pod finds its token and the CA of the API server. */
  serviceAccount: string;
  isTerminal: () => boolean;
  say: (text: Buffer) => void;
}

const here = (): KubeconfigSources => ({
  env: process.env,
  home: homedir(),
  serviceAccount: SERVICE_ACCOUNT,
  isTerminal: () => isatty(0),
  say: (text) => void process.stderr.write(text),
});

/** What to read of a kubeconfig. */
export interface KubeconfigOptions {
  kubeconfig?: string;
  context?: string;
  /** Called before a credential plugin is run that may ask questions. @default nothing */
  onSignIn?: (command: string) => void;
}

/** An API server, and how to be authenticated there. */
export interface Connection {
  /** Its address, without credentials, and without a slash at its end. */
  server: string;
  /** The same for messages, with the proxy if there is one. */
  route: string;
  /** Which entries of which files describe it, for messages: `of cluster 'c' and user 'u' in FILE`. */
  entries: string;
  access: KubeconfigAccess;
  /** The context that it is from; empty in a pod. */
  context: string;
}

/**
 * The connection that a kubeconfig describes, with the same identity as kubectl 1.36: the given file, else those in KUBECONFIG, else `~/.kube/config`, else the
 * service account of the pod. There is no fallback to localhost: a run must never judge a cluster that nobody chose. `docs/reference/kubeconfig.md` compares
 * it with kubectl, case by case.
 * @throws ShakedownError KUBECONFIG_MISSING, KUBECONFIG_UNREADABLE, KUBECONFIG_INVALID, KUBECONFIG_CONTEXT, KUBECONFIG_CREDENTIALS
 */
export function loadKubeconfig(
  { kubeconfig, context, onSignIn = () => {} }: KubeconfigOptions,
  sources: Partial<KubeconfigSources> = {},
): Connection {
  const all = { ...here(), ...sources };
  const chosen = chosenBy(kubeconfig || undefined, context || undefined, all);
  validateEntries(chosen.cluster, chosen.user);
  const proxy = proxyOf(chosen, all.env);
  const server = addressOf(chosen.server);
  return {
    server,
    context: chosen.context,
    entries: entriesOf(chosen),
    route: proxy ? `${server} through the proxy ${addressOf(proxy)}` : server,
    access: new KubeconfigAccess(chosen, proxy, {
      env: all.env,
      home: all.home,
      isTerminal: all.isTerminal,
      say: all.say,
      onSignIn,
    }),
  };
}

function entriesOf({ cluster, user }: ChosenEntries): string {
  const both =
    cluster.origin === user.origin
      ? [cluster.label, user.label]
      : [`${cluster.label} in ${cluster.origin}`, user.label];
  return `of ${[...new Set(both)].join(' and ')} in ${user.origin}`;
}

function chosenBy(
  kubeconfig: string | undefined,
  context: string | undefined,
  { env, home, serviceAccount }: KubeconfigSources,
): ChosenEntries {
  const loaded = loadFiles(kubeconfig, env['KUBECONFIG'], home);
  const names =
    loaded.files.length > 0 && (loaded.currentContext !== '' || loaded.contexts.size > 0 || kubeconfig !== undefined);
  if (names || context !== undefined || !isInPod(env, serviceAccount)) {
    if (loaded.files.length > 0) return chooseEntries(loaded, context);
    throw missing(env['KUBECONFIG'], loaded.missing, home);
  }
  return ofServiceAccount(serviceAccount, env['KUBERNETES_SERVICE_HOST'] ?? '', env['KUBERNETES_SERVICE_PORT'] ?? '');
}

function missing(list: string | undefined, files: readonly string[], home: string): Error {
  if (list && files.length > 0)
    return kubeconfigError(
      'KUBECONFIG_UNREADABLE',
      files.length === 1
        ? `${files[0]}, which KUBECONFIG names, does not exist (ENOENT)`
        : `none of the files that KUBECONFIG names exists: ${files.join(', ')}`,
      files.some((file) => file.startsWith('~'))
        ? 'write the home directory in full: only a shell replaces ~'
        : 'name a file that exists: KUBECONFIG=FILE, or --kubeconfig FILE',
    );
  return kubeconfigError(
    'KUBECONFIG_MISSING',
    `no --kubeconfig, no KUBECONFIG, no ${join(home, '.kube', 'config')}, no service account of a pod`,
    'name one: --kubeconfig FILE',
  );
}

/** client-go, tools/clientcmd/client_config.go, inClusterClientConfig.Possible. */
function isInPod(env: KubeconfigSources['env'], serviceAccount: string): boolean {
  const token = statSync(join(serviceAccount, 'token'), { throwIfNoEntry: false });
  return Boolean(env['KUBERNETES_SERVICE_HOST'] && env['KUBERNETES_SERVICE_PORT'] && token?.isFile());
}

/** The kubelet renews the token: it is read again and again. */
function ofServiceAccount(directory: string, host: string, port: string): ChosenEntries {
  const origin = 'the service account of the pod';
  const server = `https://${isIPv6(host) ? `[${host}]` : host}:${port}`;
  const caFile = join(directory, 'ca.crt');
  return {
    context: '',
    server: new URL(server),
    cluster: {
      ...{
        origin,
        label: 'cluster',
        server,
        tlsServerName: '',
        insecure: false,
        proxyUrl: '',
        disableCompression: false,
      },
      ...{
        caFile: statSync(caFile, { throwIfNoEntry: false }) ? caFile : '',
        caData: Buffer.alloc(0),
        execExtension: undefined,
      },
    },
    user: { ...nobody(origin, 'user'), tokenFile: join(directory, 'token') },
  };
}

function proxyOf({ cluster, server }: ChosenEntries, env: KubeconfigSources['env']): URL | undefined {
  if (cluster.proxyUrl !== '') {
    const named = parseProxyUrl(cluster.proxyUrl);
    if ('url' in named) return named.url;
    throw invalidEntry(cluster, `has a proxy-url that ${named.problem}`, 'write it as http://HOST:PORT');
  }
  const found = proxyFromEnvironment(server, env);
  if (!found) return undefined;
  if ('url' in found) return found.url;
  throw kubeconfigError(
    'KUBECONFIG_INVALID',
    `the environment variable ${found.variable} ${found.problem}`,
    `write it as http://HOST:PORT, or add the API server to NO_PROXY`,
  );
}
