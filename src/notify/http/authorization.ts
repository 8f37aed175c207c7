import { readSecret } from '../secret.ts';

/** Who asks, by a name and a password, or by a token; without either, nobody in particular. */
export interface Login {
  username: string;
  /** The place of a secret. */
  password: string;
  /** The place of a secret; it is used rather than a name. @default none */
  bearerToken?: string;
}

/**
 * The header that says who asks; none when the configuration says nothing.
 * @param section of the configuration with these keys: `notify.metrics`.
 * @throws ShakedownError NOTIFY_NO_SECRET
 */
export async function authorization(
  { username, password, bearerToken = '' }: Login,
  section: string,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const sources = { env: process.env, signal };
  if (bearerToken !== '')
    return { authorization: `Bearer ${await readSecret(`${section}.bearerToken`, bearerToken, sources)}` };
  if (username === '') return {};
  const secret = await readSecret(`${section}.password`, password, sources);
  return { authorization: `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}` };
}
