import { expect } from 'chai';
import { progressOf, sonobuoyStatusSchema, formatProgress } from './status.ts';

describe('The status of a Sonobuoy run', () => {
  const running = sonobuoyStatusSchema.parse({
    plugins: [
      {
        plugin: 'shakedown',
        node: 'global',
        status: 'running',
        'result-status': '',
        'result-counts': null,
        progress: { name: 'shakedown', node: 'global', msg: 'x', total: 12, completed: 4, failures: ['a/b'] },
      },
    ],
    status: 'running',
    'tar-info': { name: '', created: '0001-01-01T00:00:00Z', sha256: '', size: 0 },
  });

  it('reads the progress of the plugin', () => {
    const progress = progressOf(running, 'shakedown');
    expect(progress).to.deep.equal({ total: 12, passed: 4, failures: ['a/b'], message: 'x' });
    expect(progress && formatProgress(progress)).to.equal('5 of 12 tests done, 1 not passed');
  });

  it('shows which tests the plugin runs', () => {
    const message = '4 of 12 tests done, 1 running, longest workloads/target-app';
    expect(formatProgress({ total: 12, passed: 4, failures: [], message })).to.equal(message);
  });

  it('has no progress of a plugin that has not reported or does not exist', () => {
    expect(progressOf(running, 'e2e')).to.equal(undefined);
    const silent = sonobuoyStatusSchema.parse({
      plugins: [{ plugin: 'shakedown', status: 'running' }],
      status: 'running',
    });
    expect(progressOf(silent, 'shakedown')).to.equal(undefined);
  });

  it('may have no plugins yet: Go writes null for an empty list', () => {
    expect(sonobuoyStatusSchema.parse({ plugins: null, status: 'running' }).plugins).to.equal(null);
  });
});
