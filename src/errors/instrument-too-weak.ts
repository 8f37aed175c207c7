import { ShakedownError, type ErrorFacts } from './shakedown-error.ts';

/**
 * An instrument was not good enough to judge: a probe agent is missing, a load generator has too little CPU. The error says nothing about
 * the cluster under test. A check that ends with it is inconclusive.
 */
export class InstrumentTooWeak extends ShakedownError {
  declare readonly meaning: 'instrument';

  constructor(code: string, facts: Omit<ErrorFacts, 'meaning'>) {
    super(code, { ...facts, meaning: 'instrument' });
  }
}
