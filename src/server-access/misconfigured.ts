import type { ErrorFacts } from '../errors/shakedown-error.ts';

/** A server that the suite asks, as errors name it. */
export interface Named {
  /** In sentences: `Prometheus`, `the log store`. */
  readonly what: string;
  /** The section of the configuration that names it. */
  readonly section: 'prometheus' | 'alertmanager' | 'logs';
  /** The error of an instrument for a configuration that cannot work. */
  misconfigured(facts: Omit<ErrorFacts, 'meaning'>): Error;
}

/** The configuration names both an address and a Service. */
export function twoWays({ what, section, misconfigured }: Named): Error {
  return misconfigured({
    expected: `one way to ${what}`,
    seen: `the configuration has both ${section}.url and ${section}.service`,
    todo: 'take one of them out',
  });
}

/** The configuration has credentials for a Service: the API server keeps an `Authorization` header to itself. @param service as messages name it. */
export function passesNone({ what, section, misconfigured }: Named, service: string): Error {
  return misconfigured({
    expected: `credentials of ${what} to reach it`,
    seen: `the configuration has credentials for service ${service}, and the API server passes none on`,
    todo: `set ${section}.url to an address that can be reached from where the suite runs`,
  });
}
