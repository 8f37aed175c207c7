import { secretPlaceOf } from '../../config/sections/secret-place.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { readSecret, type SecretSources } from '../secret.ts';

/**
 * The address of the webhook: as the configuration names it, or from where the configuration says that it is.
 * @param url `notify.webhook.url`.
 * @throws ShakedownError NOTIFY_NO_SECRET, NOTIFY_ADDRESS; neither has the address.
 */
export async function webhookAddress(url: string, sources: SecretSources): Promise<string> {
  if (!secretPlaceOf(url)) return url;
  const address = await readSecret('notify.webhook.url', url, sources);
  if (/^https?:$/.test(URL.parse(address)?.protocol ?? '')) return address;
  throw new ShakedownError('NOTIFY_ADDRESS', {
    meaning: 'usage',
    expected: 'the address of a webhook, which begins with https:// or http://',
    seen: 'the secret that notify.webhook.url names is none',
    todo: 'correct the secret',
  });
}
