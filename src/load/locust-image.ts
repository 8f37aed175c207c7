import type { Config } from '../config/schema.ts';

const OFFICIAL = 'docker.io/locustio/locust:2.47.0';

/** The image that a load test runs from: the one configured, or else the official one. Checks ask {@link whyNoLoad} first. */
export function locustImage({ load }: Config): string {
  return load.image || OFFICIAL;
}

/** Why a check cannot have load made: a suite that runs everywhere must not pull an image that nobody named. */
export function whyNoLoad({ load }: Config): string | undefined {
  return load.image === '' ? 'no image of Locust is configured (load.image), so no load is made' : undefined;
}
