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
    expect(seen).to.deep.equal({ percent: 73, pods: 2 });
  });

  it('is in whole per cent, as the HPA cuts it', () => {
    const percentOf = (cpu: string) => utilization([metrics('a', cpu, '0')], [pod('a', '500m', '500m')])?.percent;
    expect(['559m', '551m', '550m', '549m', '548000001n'].map(percentOf)).to.deep.equal([55, 55, 55, 54, 54]);
    expect(percentOf('549000001n'), 'each container is rounded up to a thousandth').to.equal(55);
  });

  it('leaves out a pod with a container that has no metric of the resource', () => {
    const half = {
      metadata: { name: 'a' },
      containers: [
        { name: 'app', usage: { cpu: '1' } },
        { name: 'proxy', usage: {} },
      ],
    };
    expect(
      utilization([half, metrics('b', '100m', '0')], [pod('a', '1', '1'), pod('b', '100m', '100m')]),
    ).to.deep.equal({
      percent: 50,
      pods: 1,
    });
  });

  it('is compared with what a native sidecar requests, too', () => {
    const sidecar = { name: 'proxy', restartPolicy: 'Always', resources: { requests: { cpu: '100m' } } };
    const one = {
      metadata: { name: 'a' },
      spec: { initContainers: [sidecar], containers: [{ name: 'app', resources: { requests: { cpu: '200m' } } }] },
    };
    expect(utilization([metrics('a', '140m', '10m')], [one])?.percent).to.equal(50);
  });

  it('may be that of one container of each', () => {
    expect(utilization([metrics('a', '150m', '10m')], [pod('a', '100m', '50m')], 'app')).to.deep.equal({
      percent: 150,
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
      percent: 50,
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
    expect(utilization([metrics('a', '140m', '10m')], [meshed])?.percent).to.equal(50);
    expect(utilization([metrics('a', '140m', '10m')], [meshed], 'proxy')).to.deep.equal({
      ...{ percent: 10, pods: 1 },
    });
  });

  it('is of what the pod as a whole requests, if it does', () => {
    const whole = { ...pod('a', '100m', '50m'), spec: { ...pod('a').spec, resources: { requests: { cpu: '1' } } } };
    expect(utilization([metrics('a', '400m', '100m')], [whole])).to.deep.equal({ percent: 50, pods: 1 });
    expect(utilization([metrics('a', '400m', '100m')], [{ ...pod('a', '100m', '50m') }], 'app')?.percent).to.equal(400);
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
      percent: 50,
      pods: 1,
    });
  });

  it('does not exist when a container requests nothing, as for the HPA', () => {
    expect(utilization([metrics('a', '1', '1')], [pod('a', '1')])).to.equal(undefined);
    expect(utilization([metrics('a', '1', '1')], [pod('a', '1')], 'app')).to.include({ percent: 100 });
  });

  it('does not exist without metrics or without requests', () => {
    expect(utilization([], [pod('a', '1', '1')])).to.equal(undefined);
    expect(utilization([metrics('a', '1', '1')], [pod('a')])).to.equal(undefined);
  });
});
