import type { Config } from '../../config/schema.ts';
import { boundsOf, brokenBounds } from './bounds.ts';

const OFFICIAL = 'docker.io/locustio/locust:2.47.0';

/** The image of a load test: the configured one, otherwise the official one. Checks call {@link whyNoLoad} first. */
export function locustImage({ load }: Config): string {
  return load.image || OFFICIAL;
}

/**
 * Why a check cannot start its load: a suite that runs everywhere must neither pull an image that nobody named nor exceed the bounds.
 * @param spec the load of the check. @default a load within the bounds
 */
export function whyNoLoad(config: Config, spec?: Parameters<typeof brokenBounds>[0]): string | undefined {
  if (config.load.image === '') return 'no image of Locust is configured (load.image), so no load is made';
  const broken = spec ? brokenBounds(spec, boundsOf(config)) : [];
  return broken.length > 0 ? `the load it makes is not allowed: ${broken.join('; ')}` : undefined;
}
