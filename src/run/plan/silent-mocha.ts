import Mocha from 'mocha';

/** Collects nothing and prints nothing: results come from the bodies themselves. */
class Silent extends Mocha.reporters.Base {}

/** A Mocha that leaves time, retries and reports to the runner, and refuses tests that are switched off or on in the file. */
export function silentMocha(): Mocha {
  return new Mocha({ ui: 'bdd', timeout: 0, retries: 0, forbidOnly: true, forbidPending: true, reporter: Silent });
}
