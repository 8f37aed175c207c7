import { expect } from 'chai';
import { FakeApiServer, listOf, type Reply, status } from '../../../test/fake-api-server/fake-api-server.ts';
import type { Condition } from '../waiting/condition.ts';
import { daemonSet } from './daemon-set.ts';
import { deployment } from './deployment.ts';
import { job } from './jobs/job.ts';
import { now } from '../waiting/now.ts';
import { until } from '../waiting/until.ts';
import type { WaitObserver } from '../waiting/wait-observer.ts';
import { pod } from './pod.ts';
import { service } from '../kinds/service.ts';
import { statefulSet } from './stateful-set.ts';

const { signal } = new AbortController();
const web = { namespace: 'shop', name: 'web' };
const metadata = { ...web, uid: 'web-1', resourceVersion: '5', generation: 1 };
const NO_PODS = status(403, 'Forbidden', 'pods is forbidden');
const NO_EVENTS = status(403, 'Forbidden', 'events is forbidden');
const waiting = {
  metadata: { namespace: 'shop', name: 'web-a', resourceVersion: '6', ownerReferences: [{ uid: 'web-1' }] },
  spec: { nodeName: 'n1' },
  status: {
    containerStatuses: [
      {
        name: 'app',
        image: 'web:1',
        imageID: '',
        ready: false,
        restartCount: 0,
        state: { waiting: { reason: 'ContainerCreating' } },
      },
    ],
  },
};

/** What a condition reports in a namespace where it has no permission to read some of the evidence. */
async function said(condition: Condition, replies: Record<string, Reply[]>): Promise<string> {
  await using server = await FakeApiServer.start({ routes: replies });
  const cluster = server.door();
  const error = await now(cluster, condition, { signal }).catch((thrown: unknown) => thrown);
  await cluster.close();
  return (error as { summary?: string }).summary ?? String(error);
}

describe('Evidence without the permission to read it', () => {
  const pods = { '/api/v1/namespaces/shop/pods': [NO_PODS] };
  const events = { '/api/v1/namespaces/shop/events': [NO_EVENTS] };
  const unread = 'its pods could not be read: 403 Forbidden: pods is forbidden';

  it('is named for a Service, and nothing is claimed about its pods', async () => {
    const there = { metadata, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } };
    const replies = {
      '/api/v1/services': [listOf('9', [there])],
      '/apis/discovery.k8s.io/v1/endpointslices': [listOf('9', [])],
      ...pods,
      ...events,
    };
    expect(await said(service(web).hasReadyEndpoints(), replies)).to.equal(
      `no pod that its selector app=web selects is ready; ${unread}`,
    );
  });

  it('is named for a Deployment, also its ReplicaSets', async () => {
    const there = {
      metadata,
      spec: { replicas: 1 },
      status: { observedGeneration: 1, updatedReplicas: 1, replicas: 1, unavailableReplicas: 1 },
    };
    const replies = {
      '/apis/apps/v1/deployments': [listOf('9', [there])],
      '/apis/apps/v1/namespaces/shop/replicasets': [status(403, 'Forbidden', 'replicasets is forbidden')],
      '/api/v1/namespaces/shop/pods': [listOf('9', [])],
      '/api/v1/namespaces/shop/events': [listOf('9', [])],
    };
    expect(await said(deployment(web).hasDesiredReplicas(), replies)).to.match(
      /^0 of 1 replica available; its ReplicaSets could not be read: 403 Forbidden: replicasets is forbidden$/,
    );
  });

  it('is named for a StatefulSet', async () => {
    const there = { metadata, spec: { replicas: 1 }, status: { observedGeneration: 1, replicas: 1 } };
    const replies = { '/apis/apps/v1/statefulsets': [listOf('9', [there])], ...pods, ...events };
    expect(await said(statefulSet(web).hasDesiredReplicas(), replies)).to.equal(`0 of 1 replica ready; ${unread}`);
  });

  it('is named for a DaemonSet, also when only the events say that pods cannot be created', async () => {
    const there = { metadata, status: { observedGeneration: 1, desiredNumberScheduled: 1, currentNumberScheduled: 1 } };
    const replies = {
      '/apis/apps/v1/daemonsets': [listOf('9', [there])],
      '/api/v1/namespaces/shop/pods': [listOf('9', [])],
      ...events,
    };
    expect(await said(daemonSet(web).hasDesiredReplicas(), replies)).to.equal(
      '0 of 1 pod updated to the current template; the events around it could not be read: 403 Forbidden: events is forbidden',
    );
  });

  it('is named for a Job', async () => {
    const there = {
      metadata,
      status: { failed: 1, conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }] },
    };
    const replies = { '/apis/batch/v1/jobs': [listOf('9', [there])], ...pods, ...events };
    expect(await said(job(web).hasNotFailed(), replies)).to.equal(`it has failed (BackoffLimitExceeded); ${unread}`);
  });

  it('is read at the first look of a wait and then only on request', async () => {
    const there = {
      metadata,
      spec: { replicas: 1 },
      status: { observedGeneration: 1, updatedReplicas: 1, replicas: 1, unavailableReplicas: 1 },
    };
    await using server = await FakeApiServer.start({
      routes: {
        '/apis/apps/v1/deployments': [listOf('9', [there])],
        '/apis/apps/v1/namespaces/shop/replicasets': [
          listOf('9', [{ metadata: { name: 'web-5d', uid: 'set', ownerReferences: [{ uid: 'web-1' }] } }]),
        ],
        '/api/v1/namespaces/shop/pods': [
          listOf('9', [{ ...waiting, metadata: { ...waiting.metadata, ownerReferences: [{ uid: 'set' }] } }]),
        ],
        '/api/v1/namespaces/shop/events': [listOf('9', [])],
      },
    });
    const cluster = server.door();
    const stop = new AbortController();
    const seen: (string | undefined)[] = [];
    const observe: WaitObserver = ({ observation, explain }) => {
      seen.push(observation.reason);
      if (seen.length === 2) explain();
      if (seen.length === 3) stop.abort();
    };
    const options = { withinMs: 60_000, signal: stop.signal, observe };
    await until(cluster, deployment(web).hasDesiredReplicas(), options).catch(() => {});
    await cluster.close();
    expect(seen).to.deep.equal([
      'container app waits for its image, its volumes or its network (ContainerCreating) (pod web-a)',
      '0 of 1 replica available',
      'container app waits for its image, its volumes or its network (ContainerCreating) (pod web-a)',
    ]);
  });

  it('is read of a workload that is rolled out since a moment ago, whose pods may not last', async () => {
    const now = Date.now();
    const ago = (ms: number) => new Date(now - ms).toISOString().replace(/\.\d+/, '');
    const there = {
      metadata: { ...metadata, managedFields: [{ manager: 'x', operation: 'Update', time: ago(3_000) }] },
      spec: { replicas: 1 },
      status: { observedGeneration: 1, updatedReplicas: 1, replicas: 1, readyReplicas: 1, availableReplicas: 1 },
    };
    const running = { name: 'app', ready: true, restartCount: 0, state: { running: { startedAt: ago(4_000) } } };
    const replies = {
      '/apis/apps/v1/statefulsets': [listOf('9', [there])],
      '/api/v1/namespaces/shop/pods': [
        listOf('9', [
          { ...waiting, spec: { containers: [{ name: 'app' }] }, status: { containerStatuses: [running] } },
        ]),
      ],
      ...events,
    };
    expect(await said(statefulSet(web).hasDesiredReplicas(), replies)).to.match(
      /^container app has no readiness probe, and has run for \d s, which counts after 20 s \(pod web-a\)$/,
    );
  });

  it('is also that of earlier pods of a StatefulSet that is rolled out, when one of its pods was made a moment ago', async () => {
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString().replace(/\.\d+/, '');
    const there = (creationTimestamp: string) => ({
      metadata: {
        ...{ ...metadata, creationTimestamp },
        managedFields: [{ manager: 'x', operation: 'Update', time: ago(3) }],
      },
      spec: { replicas: 1 },
      status: { observedGeneration: 1, updatedReplicas: 1, replicas: 1, readyReplicas: 1, availableReplicas: 1 },
    });
    const now = { ...waiting.metadata, creationTimestamp: ago(40) };
    const replies = (creationTimestamp: string) => ({
      '/apis/apps/v1/statefulsets': [listOf('9', [there(creationTimestamp)])],
      '/api/v1/namespaces/shop/pods': [listOf('9', [{ metadata: now, status: { phase: 'Running' } }])],
      '/api/v1/namespaces/shop/events': [
        listOf(
          '9',
          [170, 110, 50].map((seconds) => ({
            ...{ metadata: { name: `e${seconds}` }, reason: 'Evicted', message: 'low on memory' },
            ...{ lastTimestamp: ago(seconds), involvedObject: { kind: 'Pod', name: 'web-a', uid: `uid-${seconds}` } },
          })),
        ),
      ],
    });
    const condition = statefulSet(web).hasDesiredReplicas();
    expect(await said(condition, replies(ago(3_600)))).to.match(
      /^pods web-a have failed 3 times in the last 10 minutes/,
    );
    expect(await said(condition, replies(ago(45)))).not.to.match(/have failed/);
  });

  it('is read of a Job that runs only when it changed a moment ago', async () => {
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString().replace(/\.\d+/, '');
    const terminated = { exitCode: 1, startedAt: ago(100), finishedAt: ago(70) };
    const container = { name: 'app', ready: true, restartCount: 50, lastState: { terminated } };
    const pods = [
      { ...waiting, status: { containerStatuses: [{ ...container, state: { running: { startedAt: ago(5) } } }] } },
    ];
    const replies = (written: number) => ({
      '/apis/batch/v1/jobs': [
        listOf('9', [
          {
            metadata: { ...metadata, managedFields: [{ manager: 'x', operation: 'Update', time: ago(written) }] },
            status: { active: 1, ready: 1 },
          },
        ]),
      ],
      '/api/v1/namespaces/shop/pods': [listOf('9', pods)],
      ...events,
    });
    expect(await said(job(web).hasNotFailed(), replies(3))).to.match(/restarted 50 times/);
    expect(await said(job(web).hasNotFailed(), replies(3_600))).to.not.match(/restarted/);
  });

  it('is named for a pod that has its reason in an event', async () => {
    const there = { ...waiting, metadata: { ...waiting.metadata, name: 'web' } };
    const replies = { '/api/v1/namespaces/shop/pods': [listOf('9', [there])], ...events };
    expect(await said(pod(web).isReady(), replies)).to.match(
      /ContainerCreating\); the events around it could not be read: 403 Forbidden: events is forbidden \(pod web\)$/,
    );
  });
});

describe('Evidence for a pod that waits for a claim', () => {
  it('are the events of claims, whatever their type', async () => {
    const message = '0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims.';
    const there = {
      metadata: { ...waiting.metadata, name: 'web' },
      spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
      status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', message }] },
    };
    const event = {
      ...{ type: 'Normal', reason: 'FailedBinding', message: 'no storage class is set', metadata: { name: 'e' } },
      involvedObject: { kind: 'PersistentVolumeClaim', name: 'data' },
    };
    await using server = await FakeApiServer.start({
      routes: {
        '/api/v1/namespaces/shop/pods': [listOf('9', [there])],
        '/api/v1/namespaces/shop/events': [listOf('9', []), listOf('9', [event])],
      },
    });
    const cluster = server.door();
    const error = await now(cluster, pod(web).isReady(), { signal }).catch((thrown: unknown) => thrown);
    await cluster.close();
    expect((error as { summary?: string }).summary).to.match(/claim data is not bound: no storage class is set/i);
    const asked = server.requests
      .filter(({ url }) => url.includes('/events'))
      .map(({ url }) => decodeURIComponent(url));
    expect(asked[1]).to.match(/fieldSelector=involvedObject\.kind=PersistentVolumeClaim/);
  });
});
