import { readFile } from 'node:fs/promises';
import { ClusterError } from '../cluster/cluster-error.ts';
import { connect } from '../cluster/connect.ts';
import { kinds } from '../cluster/kinds/kinds.ts';
import { secretPlaceOf } from '../config/sections/secret-place.ts';
import { messageOf, ShakedownError } from '../errors/shakedown-error.ts';

/** Where secrets are looked for. */
export interface SecretSources {
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
}

/**
 * Reads a secret from where the configuration says that it is, without the spaces around it.
 * @param key of the configuration: `notify.slack.webhook`.
 * @param place its value.
 * @throws ShakedownError NOTIFY_NO_SECRET when it is not there; ClusterError when the API server does not answer. Neither has the secret.
 */
export async function readSecret(key: string, place: string, { env, signal }: SecretSources): Promise<string> {
  const where = secretPlaceOf(place);
  const absent = (seen: string, cause?: unknown) =>
    new ShakedownError('NOTIFY_NO_SECRET', {
      ...{ meaning: 'usage', expected: `the secret of ${key} to be there`, seen, todo: `check ${key}`, cause },
    });
  if (!where) throw absent('the key is empty');
  if ('variable' in where) return filled(env[where.variable], `the variable ${where.variable}`, absent);
  if ('file' in where) {
    const text = await readFile(where.file, { encoding: 'utf8', signal }).catch((error) => {
      signal.throwIfAborted();
      throw absent(messageOf(error, where.file), error);
    });
    return filled(text, `the file ${where.file}`, absent);
  }
  const { namespace, name, key: entry } = where;
  const what = `secret ${namespace}/${name}`;
  if (env['KUBERNETES_SERVICE_HOST'] === undefined)
    throw absent(`${what} is read by a suite in a pod alone, and this is none: name a file: or env: here`);
  const cluster = await connect({ signal });
  try {
    const { data = {} } = await cluster.get(kinds.secrets, { namespace, name }, { signal }).catch((error) => {
      if (!(error instanceof ClusterError) || error.unanswered) throw error;
      throw absent(`${what} cannot be read: ${error.seen}`, error);
    });
    const value = data[entry];
    if (value === undefined) throw absent(`${what} has no key ${entry}`);
    return filled(Buffer.from(value, 'base64').toString('utf8'), `key ${entry} of ${what}`, absent);
  } finally {
    await cluster.close();
  }
}

function filled(text: string | undefined, what: string, absent: (seen: string) => ShakedownError): string {
  const secret = text?.trim() ?? '';
  if (secret === '') throw absent(`${what} is ${text === undefined ? 'not set' : 'empty'}`);
  return secret;
}
