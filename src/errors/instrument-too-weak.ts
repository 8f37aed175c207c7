import { ShakedownError, type ErrorFacts } from './shakedown-error.ts';

/**
 * An instrument could not look well enough to judge: a probe agent is missing, a generator is starved. It says nothing about the cluster
 * under test: a check that it ends is inconclusive.
 */
export class InstrumentTooWeak extends ShakedownError {
  declare readonly meaning: 'instrument';

  constructor(code: string, facts: Omit<ErrorFacts, 'meaning'>) {
    super(code, { ...facts, meaning: 'instrument' });
  }
}
