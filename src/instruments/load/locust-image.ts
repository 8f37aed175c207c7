import type { Config } from '../../config/schema.ts';
import { boundsOf, brokenBounds } from './bounds.ts';

const OFFICIAL = 'docker.io/locustio/locust:2.47.0';

/** The image that a load test runs from: the one configured, or else the official one. Checks ask {@link whyNoLoad} first. */
export function locustImage({ load }: Config): string {
  return load.image || OFFICIAL;
}

/**
 * Why a check cannot have load made: a suite that runs everywhere must not pull an image that nobody named, nor make more load than is allowed.
 * @param wish what load the check makes; left out when it keeps to the bounds by itself.
 */
export function whyNoLoad(config: Config, wish?: Parameters<typeof brokenBounds>[0]): string | undefined {
  if (config.load.image === '') return 'no image of Locust is configured (load.image), so no load is made';
  const broken = wish ? brokenBounds(wish, boundsOf(config)) : [];
  return broken.length > 0 ? `the load it makes is not allowed: ${broken.join('; ')}` : undefined;
}
