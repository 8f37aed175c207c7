import type { Body, CheckOptions } from './check-options.ts';
import { registration } from './registration.ts';

/**
 * Registers one test. The runner itself starts the bodies of the selected checks, many at once; the Mocha test of
 * a check only waits for its body.
 * @example
 * check('the shop has three replicas', { id: 'shop/web', uses: [web] }, async ({ cluster }) => {
 *   await cluster.until(web, { within: '2m' });
 * });
 */
export function check(title: string, options: CheckOptions, body: Body): void {
  registration().add({ title, ...options, body });
}
