import { expect } from 'chai';
import type { OperatorObject } from '../find/operator-objects.ts';
import { labelsToBePickedUp, podMonitorFor } from './pod-monitor.ts';

const place = { name: 'shakedown-workloads', labels: { 'kubernetes.io/metadata.name': 'shakedown-workloads' } };
const pickedUp = (spec: OperatorObject['spec'] & object, namespace = 'monitoring') =>
  labelsToBePickedUp({ metadata: { namespace, name: 'k8s' }, spec }, place);
const everywhere = { podMonitorNamespaceSelector: {} };

describe('A PodMonitor of the suite is picked up', () => {
  it('without a label by a selector that is empty', () => {
    expect(pickedUp({ ...everywhere, podMonitorSelector: {} })).to.deep.equal({ labels: {} });
  });

  it('with the labels that the selector asks for', () => {
    const podMonitorSelector = {
      matchLabels: { release: 'prom' },
      matchExpressions: [
        { key: 'team', operator: 'In', values: ['a', 'b'] },
        { key: 'scraped', operator: 'Exists' },
        { key: 'old', operator: 'DoesNotExist' },
        { key: 'release', operator: 'NotIn', values: ['other'] },
      ],
    };
    expect(pickedUp({ ...everywhere, podMonitorSelector })).to.deep.equal({
      labels: { release: 'prom', team: 'a', scraped: 'shakedown' },
    });
  });

  it('not by a selector that is absent, or that it cannot meet', () => {
    expect(pickedUp(everywhere)).to.deep.equal({
      why: 'Prometheus monitoring/k8s picks up no PodMonitor (podMonitorSelector)',
    });
    const podMonitorSelector = { matchLabels: { 'app.kubernetes.io/managed-by': 'Helm' } };
    expect(pickedUp({ ...everywhere, podMonitorSelector })).to.deep.equal({
      why: 'no PodMonitor of the suite can have the labels that Prometheus monitoring/k8s wants (podMonitorSelector)',
    });
  });

  it('only in the namespaces that are selected, by default in that of Prometheus', () => {
    const why =
      'Prometheus monitoring/k8s picks up no PodMonitor of namespace shakedown-workloads (podMonitorNamespaceSelector)';
    const podMonitorSelector = {};
    expect(pickedUp({ podMonitorSelector })).to.deep.equal({ why });
    const team = { matchLabels: { team: 'a' } };
    expect(pickedUp({ podMonitorSelector, podMonitorNamespaceSelector: team })).to.deep.equal({ why });
    expect(pickedUp({ podMonitorSelector }, 'shakedown-workloads')).to.deep.equal({ labels: {} });
  });
});

describe('The PodMonitor of a target app', () => {
  it('selects its pods alone, and names no file, Secret or address', () => {
    expect(podMonitorFor({ namespace: 'own', name: 'own-metric-1' }, { release: 'prom' })).to.deep.equal({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata: { namespace: 'own', name: 'own-metric-1', labels: { release: 'prom' } },
      spec: {
        selector: { matchLabels: { 'app.kubernetes.io/name': 'own-metric-1' } },
        podMetricsEndpoints: [{ port: 'http', path: '/metrics' }],
      },
    });
  });
});
