import { expect } from 'chai';
import { FakeApiServer, listOf, status, type FakeApi } from '../../../test/fake-api-server/fake-api-server.ts';
import type { ObjectId } from '../../cluster/kinds/kind.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { collectEvidence } from './collect.ts';
import type { AskSeries } from './series.ts';

const deployment: ObjectId = { kind: kinds.deployments, ref: { namespace: 'shop', name: 'web' } };
const at = '2026-01-01T00:00:00Z';

const web = {
  metadata: { namespace: 'shop', name: 'web', uid: 'web', creationTimestamp: at },
  spec: { replicas: 2, selector: {}, template: {} },
  status: {
    replicas: 1,
    conditions: [{ type: 'Available', status: 'False', reason: 'MinimumReplicasUnavailable', message: 'too few' }],
  },
};
const set = {
  metadata: {
    namespace: 'shop',
    name: 'web-1',
    uid: 'set',
    ownerReferences: [{ uid: 'web', kind: 'Deployment', name: 'web' }],
  },
  spec: { replicas: 2 },
  status: { replicas: 1, readyReplicas: 0 },
};
const pod = {
  metadata: {
    namespace: 'shop',
    name: 'web-1-a',
    uid: 'pod',
    ownerReferences: [{ uid: 'set', kind: 'ReplicaSet', name: 'web-1' }],
  },
  spec: {
    nodeName: 'n1',
    containers: [
      {
        name: 'app',
        image: 'shop/web:9',
        command: ['web', '--db-password', 'hunter2'],
        env: [
          { name: 'DB_PASSWORD', value: 'hunter2' },
          { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'web', key: 'token' } } },
          { name: 'MODE', value: 'fast' },
        ],
        livenessProbe: { httpGet: { port: 80, path: '/live', httpHeaders: [{ name: 'X-Key', value: 'hunter2' }] } },
      },
    ],
  },
  status: {
    phase: 'Running',
    conditions: [
      { type: 'PodScheduled', status: 'True' },
      { type: 'Ready', status: 'False' },
    ],
    containerStatuses: [
      {
        ...{ name: 'app', ready: false, restartCount: 3, image: 'shop/web:9', imageID: 'sha256:1' },
        state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s' } },
        lastState: { terminated: { exitCode: 1, reason: 'Error', startedAt: at, finishedAt: '2026-01-01T00:00:02Z' } },
      },
    ],
  },
};
const event = {
  metadata: { namespace: 'shop', name: 'e' },
  ...{ involvedObject: { uid: 'pod', kind: 'Pod', name: 'web-1-a' }, type: 'Warning', reason: 'BackOff', count: 7 },
  ...{ message: 'Back-off restarting', lastTimestamp: at },
};
const other = { ...event, involvedObject: { uid: 'x', kind: 'Pod', name: 'other' }, message: 'not about it' };
const node = {
  metadata: { name: 'n1' },
  status: { conditions: [{ type: 'Ready', status: 'True' }], allocatable: { cpu: '2', memory: '4Gi', pods: '110' } },
};
const hpa = {
  metadata: { namespace: 'shop', name: 'web' },
  spec: { maxReplicas: 5, scaleTargetRef: { kind: 'Deployment', name: 'web' } },
  status: { conditions: [{ type: 'ScalingActive', status: 'False', reason: 'FailedGetResourceMetric' }] },
};

const shop = '/api/v1/namespaces/shop';
const LOG = `${shop}/pods/web-1-a/log`;
const routes: NonNullable<FakeApi['routes']> = {
  '/apis/apps/v1/namespaces/shop/deployments/web': { body: web },
  '/apis/apps/v1/namespaces/shop/replicasets': listOf('1', [set]),
  '/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers': listOf('1', [hpa]),
  '/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers/web': { body: hpa },
  [`${shop}/pods`]: listOf('1', [pod]),
  [`${shop}/events`]: listOf('1', [event, other]),
  '/api/v1/nodes': listOf('1', [node]),
  [LOG]: (_request, response) => void response.end('no database\n'),
};

/** What is collected, by title. */
async function collected(
  more: NonNullable<FakeApi['routes']> = {},
  {
    object = deployment,
    ask,
    none,
    within = 10_000,
  }: { object?: ObjectId; ask?: AskSeries; none?: string; within?: number } = {},
) {
  await using api = await FakeApiServer.start({ routes: { ...routes, ...more } });
  const cluster = api.door();
  const refused: string[] = [];
  const texts = await collectEvidence([object], {
    ...{ cluster, signal: AbortSignal.timeout(within), logLines: 50, series: async () => ask },
    whyNoLogs: (namespace) => (refused.includes(namespace) ? 'logs are not read' : none),
    logsRefused: (namespace) => void refused.push(namespace),
  });
  await cluster.close();
  const all = texts.map(({ title, text }): [string, string] => [title, text]);
  return Object.fromEntries([...all, ['refused', refused.join()]]) as Record<string, string>;
}

describe('The evidence about a workload', () => {
  it('has its state, that of its pods, containers, node and HPA, its events and its logs', async () => {
    const found = await collected();
    expect(Object.keys(found)).to.deep.equal(['state', 'events', 'previous log web-1-a app', 'refused']);
    for (const part of [
      /^deployment shop\/web$/m,
      /Available=False \(MinimumReplicasUnavailable\): too few/,
      /^replicaSet web-1: 0 of 2 pods ready$/m,
      /^web-1-a +0\/1 +Running +3 .* n1 +container app crashes \(exit code 1, restarted 3 times\)$/m,
      /^pod shop\/web-1-a$/m,
      /last state: ended .* ago \(exit code 1, Error, after 2 s\)/,
      /TOKEN is key token of secret web/,
      /MODE=fast/,
      /livenessProbe: GET http:\/\/:80\/live with headers X-Key, /,
      /^horizontalPodAutoscaler shop\/web$/m,
      /ScalingActive=False \(FailedGetResourceMetric\)/,
      /^n1 +Ready +110 +2 +4.0Gi/m,
    ])
      expect(found['state']).to.match(part);
    expect(found['events']).to.match(/Warning +BackOff +pod\/web-1-a +Back-off restarting \(7 times\)/);
    expect(found['events']).to.not.include('not about it');
    expect(found['previous log web-1-a app']).to.equal('no database\n');
  });

  it('has no value of a credential, before it is recorded', async () => {
    expect(JSON.stringify(await collected())).to.not.include('hunter2');
  });

  it('has a line for each source that fails, and the other sources', async () => {
    const refused = status(403, 'Forbidden', 'it is forbidden');
    const sources: readonly (readonly [string, string, string])[] = [
      ['/apis/apps/v1/namespaces/shop/deployments/web', 'state', 'deployment shop/web could not be read: 403'],
      ['/apis/apps/v1/namespaces/shop/replicasets', 'state', 'what belongs to it could not be read: 403'],
      ['/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers/web', 'state', 'shop/web could not be read: 403'],
      [`${shop}/events`, 'state', 'the events could not be read: 403'],
      ['/api/v1/nodes', 'state', 'the nodes could not be read: 403'],
    ];
    for (const [path, title, line] of sources) {
      const found = await collected({ [path]: refused });
      expect(found[title], path).to.include(line);
      expect(Object.keys(found).length, path).to.be.greaterThan(1);
    }
    const broken = await collected({ [LOG]: status(400, 'BadRequest', 'the node does not answer') });
    expect(broken['previous log web-1-a app']).to.match(/^the log could not be read: 400 BadRequest: the node/);
    const series = await collected({}, { ask: () => Promise.reject(new Error('no answer')) });
    expect(series['state']).to.include('the series of Prometheus could not be read: no answer');
  });

  it('reads no log where it may not, and says so once', async () => {
    const forbidden = await collected({ [LOG]: status(403, 'Forbidden', 'pods/log is forbidden') });
    expect(forbidden['refused']).to.equal('shop');
    expect(forbidden['state']).to.match(/^logs are not read$/m);
    expect(Object.keys(forbidden)).to.deep.equal(['state', 'events', 'refused']);
    expect((await collected({}, { none: 'no logs here' }))['state']).to.match(/^no logs here$/m);
  });

  it('ends when its time is over, with what it has by then', async () => {
    const found = await collected({ [`${shop}/events`]: () => {} }, { within: 500 });
    expect(found['state']).to.include('the events could not be read: the time for evidence was over');
    expect(found['previous log web-1-a app']).to.equal('no database\n');
  });

  it('says that an object does not exist', async () => {
    const object = { ...deployment, ref: { namespace: 'shop', name: 'gone' } };
    const path = '/apis/apps/v1/namespaces/shop/deployments/gone';
    const none = status(404, 'NotFound', 'deployments.apps "gone" not found', { name: 'gone' });
    expect((await collected({ [path]: none }, { object }))['state']).to.match(
      /^deployment shop\/gone does not exist$/m,
    );
  });

  it('has the series of Prometheus when there is one', async () => {
    const asked: string[] = [];
    const ask: AskSeries = async (expression) => {
      asked.push(expression);
      return expression.includes('cpu_usage') ? [{ labels: { pod: 'web-1-a' }, value: 0.25 }] : [];
    };
    const { series } = await collected({}, { ask });
    expect(asked[0]).to.include('namespace="shop",pod=~"web-1-a"');
    expect(series).to.match(/^web-1-a +0.25 +- +- /m);
  });

  it('of a pod that waits for a claim has that claim and the classes', async () => {
    const spec = {
      containers: [{ name: 'app' }],
      volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }],
    };
    const claim = {
      metadata: { namespace: 'shop', name: 'data' },
      spec: { storageClassName: 'fast' },
      status: { phase: 'Pending' },
    };
    const found = await collected({
      [`${shop}/pods`]: listOf('1', [{ ...pod, spec, status: { phase: 'Pending', conditions: [] } }]),
      '/api/v1/pods': listOf('1', []),
      [`${shop}/persistentvolumeclaims`]: listOf('1', [claim]),
      '/apis/storage.k8s.io/v1/storageclasses': listOf('1', []),
    });
    expect(found['state'])
      .to.match(/^persistentVolumeClaim shop\/data$/m)
      .and.match(/storageClassName: fast/);
    expect(found['state'])
      .to.match(/^the cluster has no StorageClass$/m)
      .and.match(/^web-1-a +0\/1 +Pending/m);
  });

  it('of a pod without a node has all nodes, and what is requested on them', async () => {
    const waiting = { ...pod, spec: { containers: [] }, status: { phase: 'Pending', conditions: [] } };
    const running = {
      metadata: { namespace: 'a', name: 'b' },
      spec: { nodeName: 'n1', containers: [{ name: 'x', resources: { requests: { cpu: '1500m', memory: '1Gi' } } }] },
    };
    const found = await collected({
      [`${shop}/pods`]: listOf('1', [waiting]),
      '/api/v1/pods': listOf('1', [running]),
    });
    expect(found['state']).to.match(/^n1 +Ready +1 of 110 +1.5 of 2 +1.0Gi of 4.0Gi/m);
  });
});
