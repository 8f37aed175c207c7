import { expect } from 'chai';
import { progressOf, sonobuoyStatusSchema, tell } from './status.ts';

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

  it('tells how far the plugin is', () => {
    const progress = progressOf(running, 'shakedown');
    expect(progress).to.deep.equal({ total: 12, passed: 4, failures: ['a/b'], message: 'x' });
    expect(progress && tell(progress)).to.equal('5 of 12 tests done, 1 not passed');
  });

  it('tells what the plugin is at', () => {
    const message = '4 of 12 tests done, 1 under way, longest workloads/target-app';
    expect(tell({ total: 12, passed: 4, failures: [], message })).to.equal(message);
  });

  it('tells nothing of a plugin that has not reported, or that is not there', () => {
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
