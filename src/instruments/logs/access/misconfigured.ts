import { ShakedownError } from '../../../errors/shakedown-error.ts';
import type { Named } from '../../../server-access/misconfigured.ts';

/** How errors name the log store. */
export const logStore: Named = {
  what: 'the log store',
  section: 'logs',
  misconfigured: (facts) => new ShakedownError('LOG_STORE_CONFIG', { meaning: 'usage', ...facts }),
};
