import { accessSync, constants } from 'node:fs';
import type { ClusterEntry, UserEntry } from './entries.ts';
import { invalidEntry } from '../kubeconfig-error.ts';
import { parseProxyUrl } from '../proxy.ts';

/** The versions of the protocol with credential plugins that kubectl speaks (client-go, plugin/pkg/client/auth/exec/exec.go). */
const EXEC_VERSIONS = new Set(['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1']);
const MODES = new Set(['Never', 'IfAvailable', 'Always']);

/**
 * Refuses what kubectl refuses in the entries that are used (client-go, tools/clientcmd/validation.go).
 * @throws ShakedownError KUBECONFIG_INVALID
 */
export function validateEntries(cluster: ClusterEntry, user: UserEntry): void {
  validateCluster(cluster);
  validateUser(user);
  if (user.exec) validateExec(user);
}

function validateCluster(cluster: ClusterEntry): void {
  if (cluster.proxyUrl !== '') {
    const proxy = parseProxyUrl(cluster.proxyUrl);
    if ('problem' in proxy)
      throw invalidEntry(cluster, `has a proxy-url that ${proxy.problem}`, 'write it as http://HOST:PORT');
  }
  if (cluster.caFile !== '' && cluster.caData.length > 0)
    throw twoOf(cluster, 'certificate-authority', 'certificate-authority-data');
  if (cluster.caFile !== '') mustBeReadable(cluster, 'certificate-authority', cluster.caFile);
}

function validateUser(user: UserEntry): void {
  if (user.token !== '' && (user.username !== '' || user.password !== ''))
    throw twoOf(user, 'token', 'username and password');
  if (user.certFile !== '' || user.certData.length > 0) {
    if (user.certFile !== '' && user.certData.length > 0)
      throw twoOf(user, 'client-certificate', 'client-certificate-data');
    if (user.keyFile !== '' && user.keyData.length > 0) throw twoOf(user, 'client-key', 'client-key-data');
    if (user.keyFile === '' && user.keyData.length === 0)
      throw invalidEntry(user, 'has a client certificate, but no key to it', 'add client-key or client-key-data');
    if (user.certFile !== '') mustBeReadable(user, 'client-certificate', user.certFile);
    if (user.keyFile !== '') mustBeReadable(user, 'client-key', user.keyFile);
  }
  if (user.as === '' && (user.asUid !== '' || user.asGroups.length > 0 || user.asExtra.size > 0))
    throw invalidEntry(
      user,
      'impersonates a uid, groups or extra, but nobody whose they are',
      "add 'as', or remove them",
    );
}

function validateExec(user: UserEntry): void {
  const { exec } = user;
  if (!exec) return;
  const wrong = (seen: string, todo: string) => invalidEntry(user, seen, todo);
  if (user.authProvider) throw twoOf(user, 'exec', 'auth-provider');
  if (exec.command === '') throw wrong('has an exec plugin without a command', 'add exec.command');
  if (!EXEC_VERSIONS.has(exec.apiVersion))
    throw wrong(
      exec.apiVersion === '' ? 'has an exec plugin without an apiVersion' : `has exec.apiVersion '${exec.apiVersion}'`,
      `set exec.apiVersion to one of ${[...EXEC_VERSIONS].join(', ')}, as the plugin ${exec.command} speaks it`,
    );
  if (exec.env.some(({ name }) => name === '')) throw wrong('has exec.env without a name', 'add the name');
  if (!MODES.has(exec.interactiveMode))
    throw wrong(
      exec.interactiveMode === ''
        ? 'has no exec.interactiveMode'
        : `has exec.interactiveMode '${exec.interactiveMode}'`,
      `set it to one of ${[...MODES].join(', ')}`,
    );
}

function twoOf(entry: ClusterEntry | UserEntry, one: string, other: string): Error {
  return invalidEntry(entry, `has ${one} and ${other}`, 'remove one of them');
}

function mustBeReadable(entry: ClusterEntry | UserEntry, key: string, file: string): void {
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    throw invalidEntry(
      entry,
      `names ${key} ${file}, which cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
      `create the file, or correct ${key}: a relative path is relative to the kubeconfig`,
    );
  }
}
