import { expect } from 'chai';
import { readKnobs, withChangedKnobs, type Knobs } from './knobs.ts';

const untouched: Knobs = {
  port: 8080,
  version: 'v1',
  logLevel: 'info',
  startupDelay: '0s',
  latency: '0s',
  cpu: '0s',
  errorRate: 0,
  ready: true,
  warmUp: '0s',
  sigterm: 'drain',
  drain: '5s',
  keepAlive: '5s',
};
const allKnobs =
  'port, version, logLevel, startupDelay, latency, cpu, errorRate, ready, warmUp, sigterm, drain, keepAlive';

describe('the knobs of the target app', () => {
  it('are by default those of a well-behaved app', () => {
    expect(readKnobs([], { PATH: '/bin', TARGET_APP_PORT: 'tcp://10.96.0.7:80' })).to.deep.equal(untouched);
  });

  it('are set by the environment, and flags override it', () => {
    const knobs = readKnobs(['--latency=20ms', '--error-rate=.25'], { KNOB_LATENCY: '1s', KNOB_SIGTERM: 'ignore' });
    expect(knobs).to.deep.equal({ ...untouched, latency: '20ms', errorRate: 0.25, sigterm: 'ignore' });
  });

  for (const [flag, message] of [
    ['--latency=20', "KNOB_INVALID: --latency is '20'\n  expected: --latency to be a number and its unit, as in '90s'"],
    ['--error-rate=1.5', "KNOB_INVALID: --error-rate is '1.5'\n  expected: --error-rate to be a share from 0 to 1"],
    ['--ready=maybe', "KNOB_INVALID: --ready is 'maybe'\n  expected: --ready to be 'true' or 'false'"],
    [
      '--sigterm=later',
      "KNOB_INVALID: --sigterm is 'later'\n  expected: --sigterm to be one of drain, ignore, exit, leave",
    ],
    ['--port=70000', "KNOB_INVALID: --port is '70000'\n  expected: --port to be a port from 0 to 65535"],
    [
      '--lateness=1s',
      "KNOB_UNKNOWN: there is no knob '--lateness'\n  expected: only knobs that the target app has\n  do:       the knobs are --port, --version, " +
        '--log-level, --startup-delay, --latency, --cpu, --error-rate, --ready, --warm-up, --sigterm, --drain, --keep-alive',
    ],
  ] as const)
    it(`refuse ${flag}`, () => {
      expect(() => readKnobs([flag], {})).to.throw(message);
    });

  it('refuse a misspelled variable', () => {
    expect(() => readKnobs([], { KNOB_ERRORRATE: '1' })).to.throw(
      "KNOB_UNKNOWN: there is no knob 'KNOB_ERRORRATE'\n  expected: only knobs that the target app has",
    );
  });

  it('can be changed while the app runs', () => {
    expect(withChangedKnobs(untouched, { latency: '2s', ready: false, errorRate: 0.5 })).to.deep.equal({
      ...untouched,
      latency: '2s',
      ready: false,
      errorRate: 0.5,
    });
  });

  for (const [wanted, message] of [
    [
      { port: 1 },
      "KNOB_FIXED: 'port' cannot be changed while the app runs\n  expected: only knobs that can be changed while the app runs\n  do:       start the app with --port or KNOB_PORT",
    ],
    [{ cpu: 5 }, "KNOB_INVALID: cpu is '5'\n  expected: cpu to be a number and its unit, as in '90s'"],
    [
      { speed: 1 },
      `KNOB_UNKNOWN: there is no knob 'speed'\n  expected: only knobs that the target app has\n  do:       the knobs are ${allKnobs}`,
    ],
    [['latency'], 'KNOB_INVALID: ["latency"]\n  expected: a JSON object of knobs'],
  ] as const)
    it(`do not change to ${JSON.stringify(wanted)}`, () => {
      expect(() => withChangedKnobs(untouched, wanted)).to.throw(message);
    });
});
