import type { Config } from '../../config/schema.ts';
import { boundsOf, brokenBounds } from './bounds.ts';

const OFFICIAL = 'docker.io/locustio/locust:2.47.0';

/** The image that a load test runs from: the one configured, or else the official one. Checks ask {@link whyNoLoad} first. */
export function locustImage({ load }: Config): string {
  return load.image || OFFICIAL;
}

/**
 * Why a check cannot make its load: a suite that runs everywhere must not pull an image that nobody named, nor make more load than is allowed.
 * @param spec the load that the check makes; without it, a load that keeps to the bounds by itself.
 */
export function whyNoLoad(config: Config, spec?: Parameters<typeof brokenBounds>[0]): string | undefined {
  if (config.load.image === '') return 'no image of Locust is configured (load.image), so no load is made';
  const broken = spec ? brokenBounds(spec, boundsOf(config)) : [];
  return broken.length > 0 ? `the load it makes is not allowed: ${broken.join('; ')}` : undefined;
}
