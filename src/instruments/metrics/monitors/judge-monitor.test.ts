import { expect } from 'chai';
import type { Pod, Service } from '../../../cluster/kinds/kinds.ts';
import { judgeMonitor, type MonitorSeen } from './judge-monitor.ts';
import { jobPrefix, monitorKinds, type Monitor } from './monitor.ts';

const monitor = (spec: Monitor['spec'] = {}): Monitor => ({
  metadata: { namespace: 'shop', name: 'web' },
  spec: { selector: { matchLabels: { app: 'web' } }, endpoints: [{ port: 'metrics' }], ...spec },
});
const service = (namespace = 'shop', port = 'metrics'): Service => ({
  metadata: { namespace, name: 'web', labels: { app: 'web' } },
  spec: { ports: [{ name: port, port: 9090 }] },
});
const judge = (more: Partial<MonitorSeen>) =>
  judgeMonitor({ monitor: monitor(), objects: [service()], pickedUp: true, ...more }, 'Service');
const reason = (more: Partial<MonitorSeen>) => {
  const answer = judge(more);
  return 'reason' in answer ? answer.reason : undefined;
};

describe('A monitor of prometheus-operator', () => {
  it('selects something and is picked up', () => {
    expect(judge({})).to.deep.equal({ state: 'ready' });
    expect(jobPrefix(monitorKinds.serviceMonitors, monitor())).to.equal('serviceMonitor/shop/web/');
  });

  it('that selects nothing says where and what it looks for', () => {
    expect(reason({ objects: [] })).to.equal('it selects nothing: no Service in namespace shop has the labels app=web');
    expect(reason({ objects: [service('other')] })).to.match(/^it selects nothing/);
    const wide = monitor({ namespaceSelector: { any: true } });
    expect(judge({ monitor: wide, objects: [service('other')] }).state).to.equal('ready');
    const named = monitor({ namespaceSelector: { matchNames: ['a', 'b'] } });
    expect(reason({ monitor: named })).to.equal(
      'it selects nothing: no Service in namespace a, b has the labels app=web',
    );
  });

  it('needs the ports that it names', () => {
    expect(reason({ objects: [service('shop', 'http')] })).to.equal(
      'no Service that it selects has the port metrics, as shop/web',
    );
  });

  it('may be of pods', () => {
    const containers = [{ name: 'app', ports: [{ name: 'metrics', containerPort: 1 }] }];
    const pod = { metadata: service().metadata, spec: { containers } } as Pod;
    expect(judge({ objects: [pod] }).state).to.equal('ready');
  });

  it('is picked up by nobody where Prometheus has no job of it', () => {
    expect(reason({ pickedUp: false })).to.equal('Prometheus has not picked it up: it has no scrape job of it');
    expect(judge({ pickedUp: { unknown: 'away' } })).to.include({ isUnjudged: true });
  });

  it('that was deleted is not judged', () => {
    expect(judge({ monitor: undefined }).state).to.equal('disappeared');
  });
});
