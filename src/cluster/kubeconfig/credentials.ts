import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import type { ChosenEntries } from './choose-entries.ts';
import type { UserEntry } from './file/entries.ts';
import { forbiddenIn, headerKey, headerValue } from './header-value.ts';
import { invalidEntry, kubeconfigError } from './kubeconfig-error.ts';
import { tokenOfProvider } from './sign-in/oidc.ts';
import { clientCertificate, type ClientCertificate } from './tls/pem.ts';

/** Headers by name; a name with several values is sent once for each. */
export type Headers = Record<string, string | string[]>;

/** What a kubeconfig itself holds, or the files that it names. */
export interface Credentials {
  /** The value of `Authorization`. */
  authorization: string | undefined;
  certificate: ClientCertificate | undefined;
  /** Whether a plugin has to be asked: with a token, a password or a certificate it is not (client-go, auth/exec/exec.go, UpdateTransportConfig). */
  asksPlugin: boolean;
}

/**
 * The credentials of a user for a server with TLS; files are read now. Over plain HTTP kubectl sends none, and reads none (client-go,
 * tools/clientcmd/client_config.go, ClientConfig).
 * @param now in milliseconds since 1970.
 * @throws ShakedownError KUBECONFIG_INVALID, KUBECONFIG_CREDENTIALS
 */
export function readCredentials({ user, server }: ChosenEntries, now: number): Credentials {
  // Go's client sends those of the address before all others (net/http, client.go, send).
  const ofAddress = basicOf(decodeURIComponent(server.username), decodeURIComponent(server.password));
  if (server.protocol === 'http:') return { authorization: ofAddress, certificate: undefined, asksPlugin: false };
  const token = tokenOf(user);
  if (token !== undefined && user.username !== '')
    throw invalidEntry(user, 'has tokenFile and username', 'remove one of them');
  const certificate = certificateOf(user);
  const provided = user.authProvider ? tokenOfProvider(user, now) : undefined;
  const basic = basicOf(user.username, user.password);
  const bearer = token ?? (basic === undefined ? provided : undefined);
  if (bearer === undefined && basic === undefined && !certificate && !user.exec)
    throw kubeconfigError(
      'KUBECONFIG_CREDENTIALS',
      `${user.origin}: ${user.label} has no credentials`,
      'add a token, a client certificate or a plugin to it: kubectl would ask for a user name and a password',
    );
  const authorization = ofAddress ?? (bearer === undefined ? basic : `Bearer ${bearer}`);
  return {
    authorization,
    certificate,
    asksPlugin: user.exec !== undefined && authorization === undefined && !certificate,
  };
}

/**
 * The headers that impersonate, as client-go sends them (transport/round_trippers.go).
 * @throws ShakedownError KUBECONFIG_INVALID for a value that HTTP does not carry.
 */
export function impersonation(user: UserEntry): Headers {
  if (user.as === '') return {};
  const checked = (key: string, value: string) => {
    const character = forbiddenIn(value);
    if (character === undefined) return headerValue(value);
    throw invalidEntry(user, `has ${character} in ${key}`, `remove it from ${key}`);
  };
  const headers: Headers = { 'Impersonate-User': checked('as', user.as) };
  if (user.asUid !== '') headers['Impersonate-Uid'] = checked('as-uid', user.asUid);
  if (user.asGroups.length > 0)
    headers['Impersonate-Group'] = user.asGroups.map((group) => checked('as-groups', group));
  for (const [key, values] of user.asExtra)
    if (values.length > 0)
      headers[`Impersonate-Extra-${headerKey(key)}`] = values.map((value) => checked('as-user-extra', value));
  return headers;
}

/** A token in a file wins over one in the kubeconfig; if the file cannot be read, the token holds (client-go, transport/round_trippers.go). */
function tokenOf(user: UserEntry): string | undefined {
  const inFile = user.tokenFile === '' ? undefined : tokenIn(user);
  const token = inFile ?? (user.token === '' ? undefined : user.token);
  if (token === undefined) return undefined;
  const key = inFile === undefined ? 'token' : 'tokenFile';
  const character = forbiddenIn(token);
  if (character !== undefined)
    throw invalidEntry(
      user,
      `has ${character} in its ${key}`,
      `remove it: ${key} holds one line, without a line feed at its end`,
    );
  return headerValue(token);
}

function tokenIn(user: UserEntry): string | undefined {
  const unusable = (seen: string, cause?: unknown) =>
    kubeconfigError(
      'KUBECONFIG_CREDENTIALS',
      `${user.origin}: ${user.label} names tokenFile ${user.tokenFile}, which ${seen}`,
      'create the file with a token in it, or correct tokenFile: a relative path is relative to the kubeconfig',
      cause,
    );
  let bytes: Buffer;
  try {
    bytes = readFileSync(user.tokenFile);
  } catch (error) {
    if (user.token !== '') return undefined;
    throw unusable(`cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`, error);
  }
  // Both would be sent as they are, and accepted by nobody.
  if (!isUtf8(bytes)) throw unusable('is not UTF-8');
  if (bytes.toString().startsWith('\uFEFF')) throw unusable('begins with a byte order mark');
  const token = bytes.toString().trim();
  if (token !== '') return token;
  if (user.token !== '') return undefined;
  throw unusable('is empty');
}

function certificateOf(user: UserEntry): ClientCertificate | undefined {
  const certKey = user.certFile === '' ? 'client-certificate-data' : 'client-certificate';
  const keyKey = user.keyFile === '' ? 'client-key-data' : 'client-key';
  if (user.certFile === '' && user.certData.length === 0) return undefined;
  const read = clientCertificate(
    user.certFile === '' ? user.certData : fileOf(user, certKey, user.certFile),
    user.keyFile === '' ? user.keyData : fileOf(user, keyKey, user.keyFile),
  );
  if (!('problem' in read)) return read;
  if (read.of === 'both')
    throw invalidEntry(
      user,
      `has a ${certKey} and a ${keyKey} that ${read.problem}`,
      'copy both again from the same place: the key is of another certificate',
    );
  throw invalidEntry(
    user,
    `has a ${read.of === 'key' ? keyKey : certKey} that ${read.problem}`,
    'copy it again, from -----BEGIN to the end of -----END',
  );
}

/** What a file holds that an entry names. @throws ShakedownError KUBECONFIG_CREDENTIALS */
export function fileOf(entry: { origin: string; label: string }, key: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw kubeconfigError(
      'KUBECONFIG_CREDENTIALS',
      `${entry.origin}: ${entry.label} names ${key} ${file}, which cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
      `create the file, or correct ${key}`,
      error,
    );
  }
}

function basicOf(username: string, password: string): string | undefined {
  return username === '' ? undefined : `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
