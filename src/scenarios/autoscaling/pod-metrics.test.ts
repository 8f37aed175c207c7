import { expect } from 'chai';
import { utilization } from './pod-metrics.ts';

const metrics = (name: string, app: string, proxy: string) => ({
  metadata: { name },
  containers: [
    { name: 'app', usage: { cpu: app, memory: '10Mi' } },
    { name: 'proxy', usage: { cpu: proxy, memory: '5Mi' } },
  ],
});
const pod = (name: string, app?: string, proxy?: string) => ({
  metadata: { name },
  spec: {
    containers: [
      { name: 'app', resources: app === undefined ? {} : { requests: { cpu: app } } },
      { name: 'proxy', resources: proxy === undefined ? {} : { requests: { cpu: proxy } } },
    ],
  },
});

describe('The utilization of pods', () => {
  it('is that of all their containers together', () => {
    const seen = utilization(
      [metrics('a', '150m', '10m'), metrics('b', '50000000n', '10m')],
      [pod('a', '100m', '50m'), pod('b', '100m', '50m')],
    );
    expect(seen?.used).to.be.closeTo(0.22, 1e-9);
    expect(seen?.requested).to.be.closeTo(0.3, 1e-9);
  });

  it('is compared with what a native sidecar requests, too', () => {
    const sidecar = { name: 'proxy', restartPolicy: 'Always', resources: { requests: { cpu: '100m' } } };
    const one = {
      metadata: { name: 'a' },
      spec: { initContainers: [sidecar], containers: [{ name: 'app', resources: { requests: { cpu: '200m' } } }] },
    };
    expect(utilization([metrics('a', '140m', '10m')], [one])?.requested).to.be.closeTo(0.3, 1e-9);
  });

  it('may be that of one container of each', () => {
    expect(utilization([metrics('a', '150m', '10m')], [pod('a', '100m', '50m')], 'app')).to.deep.equal({
      used: 0.15,
      requested: 0.1,
      pods: 1,
    });
  });

  it('leaves out pods without metrics, and metrics of deleted pods', () => {
    expect(
      utilization(
        [metrics('gone', '9', '9'), metrics('a', '100m', '0')],
        [pod('a', '100m', '100m'), pod('new', '1', '1')],
      ),
    ).to.deep.equal({
      used: 0.1,
      requested: 0.2,
      pods: 1,
    });
  });

  it('counts what native sidecars request, as their use is counted', () => {
    const meshed = {
      metadata: { name: 'a' },
      spec: {
        initContainers: [
          { name: 'proxy', restartPolicy: 'Always', resources: { requests: { cpu: '100m' } } },
          { name: 'set-up', resources: { requests: { cpu: '2' } } },
        ],
        containers: [{ name: 'app', resources: { requests: { cpu: '200m' } } }],
      },
    };
    const seen = utilization([metrics('a', '140m', '10m')], [meshed]);
    expect(seen?.used).to.be.closeTo(0.15, 1e-9);
    expect(seen?.requested).to.be.closeTo(0.3, 1e-9);
    expect(utilization([metrics('a', '140m', '10m')], [meshed], 'proxy')).to.deep.equal({
      ...{ used: 0.01, requested: 0.1, pods: 1 },
    });
  });

  it('is of what the pod as a whole requests, if it does', () => {
    const whole = { ...pod('a', '100m', '50m'), spec: { ...pod('a').spec, resources: { requests: { cpu: '1' } } } };
    expect(utilization([metrics('a', '400m', '100m')], [whole])).to.deep.equal({ used: 0.5, requested: 1, pods: 1 });
    expect(utilization([metrics('a', '400m', '100m')], [{ ...pod('a', '100m', '50m') }], 'app')?.requested).to.equal(
      0.1,
    );
  });

  it('leaves out pods that have ended, are being deleted or have not begun, whatever metrics are left of them', () => {
    const others = [
      { ...pod('b', '1', '1'), status: { phase: 'Failed' } },
      { ...pod('c', '1', '1'), status: { phase: 'Succeeded' } },
      { ...pod('d'), status: { phase: 'Pending' } },
      { ...pod('e', '1', '1'), metadata: { name: 'e', deletionTimestamp: '2026-01-01T00:00:00Z' } },
    ];
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => metrics(name, '100m', '0'));
    expect(utilization(all, [pod('a', '100m', '100m'), ...others])).to.deep.equal({
      used: 0.1,
      requested: 0.2,
      pods: 1,
    });
  });

  it('does not exist when a container requests nothing, as for the HPA', () => {
    expect(utilization([metrics('a', '1', '1')], [pod('a', '1')])).to.equal(undefined);
    expect(utilization([metrics('a', '1', '1')], [pod('a', '1')], 'app')).to.include({ requested: 1 });
  });

  it('does not exist without metrics or without requests', () => {
    expect(utilization([], [pod('a', '1', '1')])).to.equal(undefined);
    expect(utilization([metrics('a', '1', '1')], [pod('a')])).to.equal(undefined);
  });
});
