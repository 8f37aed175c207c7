import { expect } from 'chai';
import { highest, metricsOf, formatReading } from './hpa-metrics.ts';
import { testHpa } from './hpa.fixture.ts';

const all = testHpa({
  spec: {
    metrics: [
      { type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '100Mi' } } },
      {
        type: 'ContainerResource',
        containerResource: {
          name: 'cpu',
          container: 'app',
          target: { type: 'Utilization', averageUtilization: 50 },
        },
      },
      { type: 'Pods', pods: { metric: { name: 'rps' }, target: { type: 'AverageValue', averageValue: '100' } } },
      {
        type: 'Object',
        object: {
          describedObject: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'main' },
          metric: { name: 'rps' },
          target: { type: 'Value', value: '2k' },
        },
      },
      {
        type: 'External',
        external: {
          metric: { name: 'queue', selector: { matchLabels: { q: 'orders' } } },
          target: { type: 'AverageValue', averageValue: '30' },
        },
      },
    ],
  },
  status: {
    currentMetrics: [
      // A metric that could not be read leaves an empty place.
      { type: '' },
      {
        type: 'ContainerResource',
        containerResource: { name: 'cpu', container: 'app', current: { averageUtilization: 80, averageValue: '40m' } },
      },
      { type: 'Pods', pods: { metric: { name: 'rps' }, current: { averageValue: '150500m' } } },
      {
        type: 'Object',
        object: {
          describedObject: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'main' },
          metric: { name: 'rps' },
          current: { value: '1800' },
        },
      },
      {
        type: 'External',
        external: {
          metric: { name: 'queue', selector: { matchLabels: { q: 'orders' } } },
          current: { value: '90', averageValue: '45' },
        },
      },
    ],
  },
});

describe('The metrics of an HPA', () => {
  it('are read right, whatever their type: each against its own target', () => {
    expect(metricsOf(all)).to.deep.equal([
      { type: 'Resource', name: 'memory', unit: 'per pod', target: 104_857_600 },
      { type: 'ContainerResource', name: 'cpu of container app', unit: '%', target: 50, current: 80, ratio: 1.6 },
      { type: 'Pods', name: 'rps', unit: 'per pod', target: 100, current: 150.5, ratio: 1.505 },
      { type: 'Object', name: 'rps of ingress main', unit: 'in all', target: 2_000, current: 1_800, ratio: 0.9 },
      { type: 'External', name: 'queue', unit: 'per pod', target: 30, current: 45, ratio: 1.5 },
    ]);
  });

  it('of one name are distinguished by container and selector', () => {
    const container = (name: string, averageUtilization: number) => ({
      type: 'ContainerResource',
      containerResource: {
        name: 'cpu',
        container: name,
        target: { type: 'Utilization', averageUtilization: 50 },
        current: { averageUtilization },
      },
    });
    const metrics = [container('app', 10), container('proxy', 90)];
    const hpa = testHpa({ spec: { metrics }, status: { currentMetrics: metrics.toReversed() } });
    expect(metricsOf(hpa).map(({ name, current }) => `${name} ${current}`)).to.deep.equal([
      'cpu of container app 10',
      'cpu of container proxy 90',
    ]);
  });

  it('begin with the one that wants the most replicas', () => {
    expect(highest(metricsOf(all))?.name).to.equal('cpu of container app');
    expect(highest(metricsOf(testHpa({ status: { currentMetrics: [] } })))).to.equal(undefined);
  });

  it('are formatted in their own units', () => {
    expect(metricsOf(all).map(formatReading)).to.deep.equal([
      'memory could not be read (target 104900000 per pod)',
      'cpu of container app is at 80 % of a target of 50 %',
      'rps is at 150.5 per pod of a target of 100 per pod',
      'rps of ingress main is at 1800 in all of a target of 2000 in all',
      'queue is at 45 per pod of a target of 30 per pod',
    ]);
  });
});
