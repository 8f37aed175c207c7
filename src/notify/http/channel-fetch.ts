import { Agent, Dispatcher1Wrapper } from 'undici';
import { getCACertificates } from 'node:tls';
import type { Config } from '../../config/schema.ts';
import { readAuthorities } from '../../tls/read-authorities.ts';
import { patientFetch, type Fetch, type Patience } from './patient-fetch.ts';

/**
 * The `fetch` of a channel: patient, and with the authorities of `notify.ca` besides those of the machine.
 * @throws ShakedownError NOTIFY_CA
 */
export async function channelFetch(
  { ca }: Pick<Config['notify'], 'ca'>,
  patience: Omit<Patience, 'fetch'>,
): Promise<Fetch> {
  if (ca === '') return patientFetch(patience);
  const own = await readAuthorities(ca, 'notify.ca', 'NOTIFY_CA');
  const agent = new Agent({ connect: { ca: [...getCACertificates('default'), ...own] } });
  // The `fetch` of Node has an older undici inside.
  const dispatcher = new Dispatcher1Wrapper(agent);
  return patientFetch({
    ...patience,
    fetch: (input, init) => fetch(input, { ...init, dispatcher } as unknown as RequestInit),
  });
}
