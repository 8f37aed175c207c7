import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { ClusterEntry, ContextEntry, ExecEntry, Kubeconfig, UserEntry } from './entries.ts';
import { Malformed, YamlValue } from './yaml-value.ts';

/** The extension of a cluster that credential plugins are handed (client-go, tools/clientcmd/client_config.go). */
const EXEC_EXTENSION = 'client.authentication.k8s.io/exec';

/** Versions of plugins that had no `interactiveMode` (client-go, tools/clientcmd/api/v1/defaults.go). */
const WITHOUT_MODE = /^client\.authentication\.k8s\.io\/v1(?:alpha1|beta1)$/;

/**
 * Reads a kubeconfig as kubectl does: strict about types and about equal names, in all entries, used or not; unknown keys have no effect.
 * @param file its path: relative paths in it are relative to its directory (client-go, tools/clientcmd/loader.go, ResolveLocalPaths).
 * @throws Malformed
 */
export function decodeKubeconfig(bytes: Buffer, file: string): Kubeconfig {
  const root = YamlValue.parse(bytes);
  if (root.kind !== 'mapping' && root.kind !== 'nothing')
    throw new Malformed('not a kubeconfig: it is not a mapping of clusters, contexts and users');
  const [kind, version] = [root.get('kind').text(), root.get('apiVersion').text()];
  if (kind !== '' && kind !== 'Config')
    throw new Malformed(`not a kubeconfig: its kind is '${kind}', and not 'Config'`);
  if (version !== '' && version !== 'v1') throw new Malformed(`its apiVersion is '${version}', and not 'v1'`);
  const preferences = root.get('preferences');
  preferences.entries();
  preferences.get('colors').flag();
  for (const one of [root, preferences]) extension(one.get('extensions'));
  const from = { origin: file, path: pathFrom(resolve(dirname(file))) };
  return {
    currentContext: root.get('current-context').name(),
    clusters: named(root.get('clusters'), 'cluster', (value, label) => clusterEntry(value, label, from)),
    users: named(root.get('users'), 'user', (value, label) => userEntry(value, label, from)),
    contexts: named(root.get('contexts'), 'context', (value, label) => contextEntry(value, label, from)),
  };
}

interface From {
  origin: string;
  path: (path: string) => string;
}

function pathFrom(directory: string): (path: string) => string {
  return (path) => (path === '' || isAbsolute(path) ? path : join(directory, path));
}

function named<T>(list: YamlValue, kind: string, entry: (value: YamlValue, label: string) => T): Map<string, T> {
  const all = new Map<string, T>();
  for (const element of list.elements()) {
    element.entries();
    const name = element.get('name').name();
    if (all.has(name)) throw new Malformed(`it has two ${kind}s with the name '${name}'`);
    const label = name === '' ? element.place : `${kind} '${name}'`;
    const value = element.get(kind).at(label);
    value.entries();
    all.set(name, entry(value, label));
  }
  return all;
}

function clusterEntry(value: YamlValue, label: string, { origin, path }: From): ClusterEntry {
  return {
    origin,
    label,
    server: value.get('server').text(),
    tlsServerName: value.get('tls-server-name').text(),
    insecure: value.get('insecure-skip-tls-verify').flag(),
    caFile: path(value.get('certificate-authority').text()),
    caData: value.get('certificate-authority-data').bytes(),
    proxyUrl: value.get('proxy-url').text(),
    disableCompression: value.get('disable-compression').flag(),
    execExtension: extension(value.get('extensions')),
  };
}

function extension(list: YamlValue): unknown {
  const names = list.elements().map((one) => {
    one.entries();
    return [one.get('name').text(), one.get('extension')] as const;
  });
  const twice = names.find(([name], index) => names.findIndex(([other]) => other === name) < index);
  if (twice) throw new Malformed(`${list.place}: two have the name '${twice[0]}'`);
  return names.find(([name]) => name === EXEC_EXTENSION)?.[1].plain();
}

function userEntry(value: YamlValue, label: string, { origin, path }: From): UserEntry {
  extension(value.get('extensions'));
  const provider = value.get('auth-provider');
  const exec = value.get('exec');
  return {
    origin,
    label,
    certFile: path(value.get('client-certificate').text()),
    certData: value.get('client-certificate-data').bytes(),
    keyFile: path(value.get('client-key').text()),
    keyData: value.get('client-key-data').bytes(),
    token: value.get('token').text(),
    tokenFile: path(value.get('tokenFile').text()),
    username: value.get('username').text(),
    password: value.get('password').text(),
    as: value.get('as').text(),
    asUid: value.get('as-uid').text(),
    asGroups: texts(value.get('as-groups')),
    asExtra: new Map(
      value
        .get('as-user-extra')
        .entries()
        .map(([key, list]) => [key, texts(list)]),
    ),
    authProvider:
      provider.kind === 'nothing'
        ? undefined
        : {
            name: provider.get('name').text(),
            config: new Map(
              provider
                .get('config')
                .entries()
                .map(([key, one]) => [key, one.text()]),
            ),
          },
    exec: exec.kind === 'nothing' ? undefined : execEntry(exec, path),
  };
}

/** A command with a slash is relative to the kubeconfig; one without is looked up in PATH. */
function execEntry(value: YamlValue, path: (path: string) => string): ExecEntry {
  value.entries();
  const command = value.get('command').text();
  const apiVersion = value.get('apiVersion').text();
  const mode = value.get('interactiveMode').text();
  return {
    command: command.includes('/') ? path(command) : command,
    args: texts(value.get('args')),
    env: value
      .get('env')
      .elements()
      .map((one) => ({ name: one.get('name').text(), value: one.get('value').text() })),
    apiVersion,
    installHint: value.get('installHint').text(),
    provideClusterInfo: value.get('provideClusterInfo').flag(),
    interactiveMode: mode === '' && WITHOUT_MODE.test(apiVersion) ? 'IfAvailable' : mode,
  };
}

function contextEntry(value: YamlValue, label: string, { origin }: From): ContextEntry {
  extension(value.get('extensions'));
  return {
    origin,
    label,
    cluster: value.get('cluster').name(),
    user: value.get('user').name(),
    namespace: value.get('namespace').text(),
  };
}

function texts(list: YamlValue): string[] {
  return list.elements().map((one) => one.text());
}
