import { expect } from 'chai';
import type { DaemonState } from './machine/supervisor.ts';
import { componentStatus, renderStatus } from './status.ts';

const daemon = (more: Partial<DaemonState> = {}): DaemonState => ({
  name: 'kubelet@node-1',
  state: 'running',
  since: '2026-11-21T08:00:00.123Z',
  ends: 0,
  ...more,
});

describe("A component's status", () => {
  it('is ready when its processes run and nothing is missing', () => {
    const daemons = [daemon(), daemon({ name: 'kubelet@node-2', since: '2026-11-21T08:00:01.123Z' })];
    expect(componentStatus('kubelet', daemons, undefined)).to.deep.equal({
      component: 'kubelet',
      state: 'ready',
      since: '2026-11-21T08:00:01.123Z',
      detail: '',
    });
  });

  it('names what is missing', () => {
    expect(componentStatus('coredns', [], 'node-1 gets no answer')).to.deep.equal({
      component: 'coredns',
      state: 'not ready',
      detail: 'node-1 gets no answer',
    });
  });

  it('names the process that was stopped, while others run', () => {
    const daemons = [daemon(), daemon({ name: 'kubelet@node-2', state: 'stopped' })];
    expect(componentStatus('kubelet', daemons, undefined)).to.deep.include({
      state: 'not ready',
      detail: 'kubelet@node-2 was stopped',
    });
  });

  it('is stopped when none of its processes runs', () => {
    const ended = daemon({ name: 'etcd', state: 'ended', ends: 2, lastEnd: 'exit code 1' });
    expect(componentStatus('etcd', [ended], 'connect ECONNREFUSED')).to.deep.include({
      state: 'stopped',
      detail: 'etcd ended 2 times by itself (exit code 1); connect ECONNREFUSED',
    });
  });

  it('still shows that a process had ended before it was started again', () => {
    const again = daemon({ name: 'etcd', ends: 1, lastEnd: 'SIGKILL' });
    expect(componentStatus('etcd', [again], undefined)).to.deep.include({
      state: 'ready',
      detail: 'etcd ended once by itself (SIGKILL)',
    });
  });
});

describe("A cluster's status", () => {
  it('is a table whose columns are as wide as their widest cell', () => {
    const text = renderStatus({
      name: 'dev',
      state: 'not ready',
      server: 'https://127.0.0.1:6443',
      kubeconfig: '/var/lib/shakedown-testbed/dev/kubeconfig',
      components: [
        { component: 'etcd', state: 'ready', since: '2026-11-21T08:00:00.123Z', detail: '' },
        { component: 'coredns', state: 'not ready', detail: 'node-1 gets no answer' },
      ],
    });
    expect(text).to.equal(
      [
        'cluster dev: not ready',
        'server      https://127.0.0.1:6443',
        'kubeconfig  /var/lib/shakedown-testbed/dev/kubeconfig',
        '',
        'COMPONENT  STATE      SINCE                 DETAIL',
        'etcd       ready      2026-11-21T08:00:00Z',
        'coredns    not ready  -                     node-1 gets no answer',
      ].join('\n'),
    );
  });

  it('is one line when there is no cluster', () => {
    const text = renderStatus({
      name: 'dev',
      state: 'down',
      detail: 'its supervisor: it does not run',
      components: [],
    });
    expect(text).to.equal('cluster dev: down, its supervisor: it does not run');
  });
});
