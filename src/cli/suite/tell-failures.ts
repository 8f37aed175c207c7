import { failedDeliveries, type Delivery } from '../../delivery/deliver-run.ts';
import { knownError } from '../command-line/known-error.ts';
import type { ShakedownError } from '../../errors/shakedown-error.ts';

/**
 * Writes the deliveries that failed to standard error, each with what was tried and what to do.
 * @returns their errors.
 */
export function tellFailures(deliveries: readonly Delivery[]): ShakedownError[] {
  return failedDeliveries(deliveries).map(({ sink, error }) => {
    const known = knownError(error);
    process.stderr.write(`not published to ${sink}: ${known.message}\n`);
    return known;
  });
}
