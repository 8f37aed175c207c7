import type { Right } from '../cluster/rights/rights.ts';
import type { Config } from '../config/schema.ts';
import { secretPlaceOf } from '../config/sections/secret-place.ts';

/** The permissions to read the Secrets that the configuration of channels names, each by its name; pure. */
export function secretRights({ notify: { slack, webhook, metrics } }: Pick<Config, 'notify'>): Right[] {
  const { bearerToken, password } = metrics.remoteWrite;
  const ofMetrics = [metrics.password, bearerToken, password];
  return [slack.webhook, slack.token, webhook.url, webhook.secret, ...ofMetrics].flatMap((text): Right[] => {
    const place = secretPlaceOf(text);
    if (!place || !('namespace' in place)) return [];
    const { namespace, name } = place;
    return [{ group: '', resource: 'secrets', verbs: ['get'], scope: { namespace }, names: [name] }];
  });
}
