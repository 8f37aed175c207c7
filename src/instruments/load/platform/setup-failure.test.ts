import { expect } from 'chai';
import type { Pod } from '../../../cluster/kinds/kinds.ts';
import { setupFailure } from './setup-failure.ts';

const GUARD = '/opt/shakedown-guard';
type End = { exitCode: number; reason?: string; message?: string };

/** A pod of a platform with this script, whose container has ended. */
const ended = (end: End, { script = '/var/loadtest/buy.py', container = 'locust', again = false } = {}) => {
  const value = `${GUARD}/shakedown_start.py,${script},${GUARD}/shakedown_guard.py`;
  const state = { terminated: { reason: end.exitCode === 0 ? 'Completed' : 'Error', ...end } };
  const status = again ? { state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: state } : { state };
  return {
    spec: { containers: [{ name: 'locust', env: [{ name: 'LOCUST_LOCUSTFILE', value }] }, { name: 'proxy' }] },
    status: { containerStatuses: [{ name: container, ...status }] },
  } as unknown as Pod;
};
const said = (end: End, more?: Parameters<typeof ended>[1]) => {
  const failure = setupFailure([ended(end, more)]);
  return failure && `${failure.code} ${failure.meaning}: ${failure.seen.split('\n')[0]}`;
};
const traceback = (file: string, error: string) =>
  `Traceback (most recent call last):\n  File "${file}", line 1\n${error}\n`;
const log = (line: string) => `[2026-11-27 21:23:05,357] vm/INFO/locust.main: Starting Locust 2.47.0\n${line}\n`;

describe('A platform that cannot start', () => {
  for (const [what, end, line] of [
    [
      'that ends Python',
      {
        exitCode: 2,
        message:
          'shakedown: the script ended Python in buy.py:2 <module>() by sys.exit(0), before the platform was ready\n',
      },
      'the script ended Python in buy.py:2 <module>() by sys.exit(0), before the platform was ready',
    ],
    [
      'that ends the process without a word',
      { exitCode: 0 },
      'buy.py: it ended Python with exit code 0 before the platform was ready',
    ],
    [
      'that ends the process after a log',
      { exitCode: 3, message: log('') },
      'buy.py: it ended Python with exit code 3 before the platform was ready',
    ],
    [
      'whose users all have the weight 0',
      {
        exitCode: 1,
        message: log(traceback('/opt/locust/locust/env.py', 'ValueError: There are no users with weight > 0.')),
      },
      'ValueError: There are no users with weight > 0.',
    ],
    [
      'without users',
      { exitCode: 1, message: log('[2026-11-27 21:23:16,687] vm/ERROR/locust.main: No User class found!') },
      'buy.py: No User class found!',
    ],
    [
      'that imports what is not there',
      { exitCode: 1, message: traceback('/var/loadtest/buy.py', "ModuleNotFoundError: No module named 'faker'") },
      "ModuleNotFoundError: No module named 'faker'",
    ],
    [
      'with null bytes, of which Python does not name the file',
      {
        exitCode: 1,
        message: traceback('/opt/locust/locust/main.py', 'SyntaxError: source code string cannot contain null bytes'),
      },
      'SyntaxError: source code string cannot contain null bytes',
    ],
    [
      'that hangs',
      { exitCode: 2, message: 'shakedown: the script was not loaded after 60 s; it was in buy.py:4 wait()' },
      'the script was not loaded after 60 s; it was in buy.py:4 wait()',
    ],
  ] as const)
    it(`because of a script ${what} says so in one line, as the user's input`, () => {
      expect(said(end)).to.equal(`LOAD_SCRIPT_BROKEN usage: ${line}`);
      expect(said(end, { again: true })).to.equal(`LOAD_SCRIPT_BROKEN usage: ${line}`);
    });

  it('because of an argument that the script demands, or an option that Locust refuses, says so', () => {
    const message = 'locust: error: the following arguments are required: --region\n';
    const seen = 'LOAD_OPTIONS_REFUSED usage: Locust says: the following arguments are required: --region';
    expect(said({ exitCode: 2, message })).to.equal(seen);
    expect(said({ exitCode: 2, message }, { script: `${GUARD}/shakedown_user.py` })).to.equal(seen);
  });

  it('is not meant by a worker that ended during a load and runs again', () => {
    const restarted = (message: string, exitCode = 1) => {
      const pod = ended({ exitCode, message }, { again: true });
      for (const container of pod.status?.containerStatuses ?? []) container.state = { running: {} };
      return setupFailure([pod])?.code;
    };
    expect(restarted('', 0)).to.equal(undefined);
    expect(restarted(log('[2026-11-27 21:23:16,687] vm/INFO/locust.main: Shutting down'))).to.equal(undefined);
    expect(restarted('shakedown: event loop blocked for 4 s in buy.py:7 go()\n', 2)).to.equal(undefined);
    expect(restarted('shakedown: the script was not loaded after 60 s; it was in buy.py:4 wait()', 2)).to.equal(
      'LOAD_SCRIPT_BROKEN',
    );
  });

  it('because somebody else has ended its container does not blame the script', () => {
    for (const end of [
      { exitCode: 137, reason: 'OOMKilled' },
      ...[137, 143, 139, 255, 127].map((exitCode) => ({ exitCode })),
      { exitCode: 1, reason: 'ContainerStatusUnknown' },
      { exitCode: 1, reason: 'StartError', message: 'exec: "locust": not found' },
      {
        exitCode: 1,
        message: log('[2026-11-27 21:23:16,687] vm/ERROR/root: Failed to connect to the Locust master: x'),
      },
      { exitCode: 1, message: traceback(`${GUARD}/shakedown_guard.py`, 'ImportError: cannot import name x') },
    ])
      expect(said(end), JSON.stringify(end)).to.equal(undefined);
    expect(said({ exitCode: 1 }, { container: 'proxy' })).to.equal(undefined);
    expect(said({ exitCode: 1 }, { script: `${GUARD}/shakedown_user.py` })).to.equal(undefined);
  });
});
