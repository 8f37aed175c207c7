import Mocha from 'mocha';

/** A reporter that collects and prints nothing: results come from the bodies themselves. */
class Silent extends Mocha.reporters.Base {}

/** A Mocha without timeouts, retries and reports, which are the runner's, and that refuses `skip` and `only` in a file. */
export function silentMocha(): Mocha {
  return new Mocha({ ui: 'bdd', timeout: 0, retries: 0, forbidOnly: true, forbidPending: true, reporter: Silent });
}
