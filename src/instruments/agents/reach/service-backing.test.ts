import { expect } from 'chai';
import type { Deployment, Pod, Service } from '../../../cluster/kinds/kinds.ts';
import { ofDeployment, ofJob, type PodCreator } from '../creators/pod-creator.ts';
import { whyAtZero, whyNoEndpoints, whyUnknown, type Backing } from './service-backing.ts';

const service: Service = {
  metadata: { namespace: 'shop', name: 'web' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
};
const meta = { namespace: 'shop', name: 'web', generation: 1 };
const template = { metadata: { labels: { app: 'web' } } };
const backing = (found: readonly PodCreator[], evidence?: Backing['evidence'], unread: string[] = []): Backing => ({
  ...{ service, creators: { found, unread } },
  ...(evidence && { evidence }),
});
const deployment = (replicas: number, conditions: object[] = []) =>
  ofDeployment({
    metadata: meta,
    spec: { replicas, template },
    status: { observedGeneration: 1, conditions },
  } as unknown as Deployment);
const job = (status: object) => ofJob({ metadata: meta, spec: { template }, status });
const complete = job({ succeeded: 4, conditions: [{ type: 'Complete', status: 'True' }] });
const nothing = { pods: [], events: [] };
const crashing: Pod = {
  metadata: { namespace: 'shop', name: 'web-1' },
  spec: { nodeName: 'n1', containers: [{ name: 'web' }] },
  status: {
    conditions: [{ type: 'Ready', status: 'False' }],
    containerStatuses: [
      {
        name: 'web',
        image: 'shop/web:1',
        imageID: 'sha256:1',
        ready: false,
        restartCount: 4,
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: { terminated: { exitCode: 1, reason: 'Error' } },
      },
    ],
  },
};

describe('a Service without ready endpoints', () => {
  for (const [what, found, reason] of [
    [
      'of which all workloads are at zero',
      [deployment(0), complete],
      'deployment shop/web is scaled to zero, job shop/web has completed',
    ],
    ['of which one workload wants pods', [deployment(2), complete], undefined],
    ['that no workload is behind', [], undefined],
  ] as const)
    it(`${what} is ${reason === undefined ? 'at fault' : 'as it should be'}`, () => {
      expect(whyAtZero(backing(found))).to.equal(reason);
    });

  describe('of which all workloads are at zero, and which', () => {
    const owned = (kind: string, pod: Pod): Pod => ({
      ...pod,
      metadata: {
        ...pod.metadata,
        ownerReferences: [{ apiVersion: 'x/v1', kind, name: 'x', uid: 'u', controller: true }],
      },
    });
    const withPods = (...pods: Pod[]) => whyAtZero({ ...backing([deployment(0)]), pods });

    it('has live pods of another maker is at fault', () => {
      expect(withPods(owned('ReplicaSet', crashing))).to.equal(undefined);
      expect(withPods(crashing)).to.equal(undefined);
    });

    it('has pods that end, or run a task, is as it should be', () => {
      const ending = {
        ...crashing,
        metadata: { ...crashing.metadata, deletionTimestamp: new Date(0) },
      } as unknown as Pod;
      const ended = ['Succeeded', 'Failed'].map((phase) => ({ ...crashing, status: { ...crashing.status, phase } }));
      expect(withPods(ending, ...ended, owned('Job', crashing))).to.equal('deployment shop/web is scaled to zero');
    });
  });

  describe('that only a Job stands behind which has ended', () => {
    const spec = service.spec;
    const of = (more: object) => ({
      ...backing([complete], nothing),
      service: { ...service, spec: { ...spec, ...more } },
    });

    it('is not judged: its labels may be those of an app that is gone', () => {
      expect(whyAtZero(of({}))).to.equal(undefined);
      expect(whyUnknown(of({}))).to.equal(
        'selector app=web matches no pod that runs, and only a Job that has ended creates such pods (job shop/web has completed): ' +
          'if that is by design, the annotation shakedown/skip: "true" excludes it',
      );
    });

    it('is as it should be where it is for that Job: it has its name, or gives its pods their names', () => {
      expect(whyAtZero(of({ clusterIP: 'None' }))).to.equal('job shop/web has completed');
      expect(whyAtZero(of({ selector: { app: 'web', 'job-name': 'web' } }))).to.equal('job shop/web has completed');
    });
  });

  describe('of which nobody creates the pods, and which belongs to somebody', () => {
    const idle = 'cluster shop/db is scaled to zero';
    const live: Pod = { metadata: { namespace: 'shop', name: 'x', labels: { app: 'web' } } };
    const of = (belongs: object, pods: Pod[] = []): Backing => ({
      ...{ service, evidence: { pods, events: [] } },
      creators: { found: [], unread: ['x may not be read'], around: { pods, creators: new Map() }, belongs },
    });

    it('is as it should be where its owner has none by design, unless some live', () => {
      expect(whyAtZero(of({ idle }))).to.equal(idle);
      expect(whyAtZero(of({ idle }, [live]))).to.equal(undefined);
    });

    it('is at fault where its owner should have some', () => {
      expect(whyAtZero(of({ wants: 'cluster shop/db' }))).to.equal(undefined);
      expect(whyUnknown(of({ wants: 'cluster shop/db' }))).to.equal(undefined);
      expect(whyNoEndpoints(of({ wants: 'cluster shop/db' }))).to.equal(
        'it has no ready endpoint: selector app=web matches no pod; it belongs to cluster shop/db, which should have pods',
      );
    });

    it('is not judged where nothing says it', () => {
      expect(whyUnknown(of({ unknown: 'who knows' }))).to.equal(
        'selector app=web matches no pod, and whether that is intended is not known: who knows; x may not be read',
      );
      const unsure = { ...deployment(1), isUnsure: true as const };
      expect(whyUnknown(backing([unsure], nothing))).to.equal(
        'selector app=web matches no pod, and whether that is intended is not known: nothing says whether deployment shop/web should have pods now',
      );
      expect(whyUnknown(backing([unsure, deployment(1)], nothing))).to.equal(undefined);
    });
  });

  it('with pods that were to run once, and have ended, is as it should be', () => {
    const pod = (phase: string, restartPolicy: string): Pod => ({
      metadata: { namespace: 'shop', name: 'x', labels: { app: 'web' } },
      spec: { restartPolicy, containers: [] },
      status: { phase },
    });
    const of = (...pods: Pod[]) =>
      whyAtZero({ service, creators: { found: [], unread: [], around: { pods, creators: new Map() } } });
    expect(of(pod('Succeeded', 'Never'), pod('Failed', 'Never'))).to.equal(
      'its pods were to run once, and have ended: x (Succeeded) and 1 more',
    );
    expect(of(pod('Succeeded', 'OnFailure'))).to.match(/have ended/);
    expect(of(pod('Failed', 'Always'))).to.equal(undefined);
    expect(of(pod('Succeeded', 'Never'), pod('Running', 'Never'))).to.equal(undefined);
    expect(of()).to.equal(undefined);
  });

  it('is not judged at the end where kinds that may create its pods could not be read', () => {
    const unread = ['rollouts.argoproj.io may not be read: 403 Forbidden'];
    expect(whyUnknown(backing([], nothing, unread))).to.equal(
      'selector app=web matches no pod, and whether that is intended is not known: rollouts.argoproj.io may not be read: 403 Forbidden',
    );
    expect(whyUnknown(backing([], undefined, unread))).to.equal(undefined);
    expect(whyUnknown(backing([], { pods: [crashing], events: [] }, unread))).to.equal(undefined);
    expect(whyUnknown(backing([deployment(1)], nothing, unread))).to.equal(undefined);
    expect(whyUnknown(backing([], nothing))).to.equal(undefined);
  });

  describe('that selects by a label that no template has', () => {
    const maker = (replicas: number, labels: object = { app: 'web' }, uid = 'u') => {
      const of = { metadata: { ...meta, uid }, spec: { replicas, template: { metadata: { labels } } } };
      return [uid, ofDeployment(of as unknown as Deployment)] as const;
    };
    const live = { metadata: { namespace: 'shop', name: 'x', labels: { app: 'web' } }, status: { phase: 'Running' } };
    const judged = (
      makers: readonly (readonly [string, PodCreator])[],
      pods: Pod[] = [],
      more: object = { active: 'yes' },
    ) => {
      const creators = { found: [], unread: [], around: { pods, creators: new Map(makers) } };
      const selecting = { ...service, spec: { ...service.spec, selector: { app: 'web', ...more } } };
      return whyAtZero({ service: selecting, creators });
    };

    it('is as it should be where the workload with its other labels is at zero', () => {
      const reason =
        'deployment shop/web is scaled to zero, and its template has no active, which may be set while pods run';
      expect(judged([maker(0)])).to.equal(reason);
      expect(judged([maker(0), maker(2, { app: 'api' }, 'v')])).to.equal(reason);
    });

    it('is at fault where that workload, or a pod, runs, has another value, or no label in common', () => {
      expect(judged([maker(1)])).to.equal(undefined);
      expect(judged([maker(0), maker(1, { app: 'web' }, 'v')])).to.equal(undefined);
      expect(judged([maker(0)], [live])).to.equal(undefined);
      expect(judged([maker(0, { app: 'web', active: 'no' })])).to.equal(undefined);
      expect(judged([maker(0, { tier: 'x' })])).to.equal(undefined);
      expect(judged([['u', complete]])).to.equal(undefined);
    });

    it('is at fault where controllers set that label, with other values', () => {
      for (const key of ['statefulset.kubernetes.io/pod-name', 'pod-template-hash', 'job-name'])
        expect(judged([maker(0)], [], { [key]: 'x' })).to.equal(undefined);
    });
  });

  describe('that selects by a role', () => {
    const date = new Date('2026-03-01T12:00:00Z');
    const judged = (roles: readonly string[], wanted: string, readyFor = 60) => {
      const since = new Date(date.getTime() - readyFor * 1_000).toISOString();
      const pods = roles.map((role, index) => ({
        metadata: {
          ...{ namespace: 'shop', name: `db-${index}`, labels: { app: 'web', role } },
          ownerReferences: [{ apiVersion: 'x/v1', kind: 'Cluster', name: 'db', uid: 'u', controller: true }],
        },
        status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: since }] },
      }));
      const selecting = { ...service, spec: { ...service.spec, selector: { app: 'web', role: wanted } } };
      const creators = { found: [], unread: [], around: { pods, creators: new Map() } };
      const seen: Backing = { service: selecting, creators, evidence: nothing };
      return { atZero: whyAtZero(seen, date), unknown: whyUnknown(seen), red: whyNoEndpoints(seen) };
    };
    const lack = 'no pod has role=replica now, a label that is set while pods run (pod db-0 has role=primary)';

    it('that its only pod does not have is skipped, once the pod has been ready for a while', () => {
      expect(judged(['primary'], 'replica').atZero).to.equal(lack);
      expect(judged(['primary'], 'replica', 5).atZero).to.equal(undefined);
    });

    it('that none of several pods has is inconclusive, and says how it is excluded', () => {
      const { atZero, unknown } = judged(['primary', 'primary'], 'replica');
      expect(atZero).to.equal(undefined);
      expect(unknown).to.equal(`${lack}: if that is by design, the annotation shakedown/skip: "true" excludes it`);
    });

    it('of the leader that no pod has is at fault', () => {
      const { atZero, unknown, red } = judged(['replica'], 'primary');
      expect([atZero, unknown]).to.deep.equal([undefined, undefined]);
      expect(red).to.equal(
        'it has no ready endpoint: selector app=web,role=primary matches no pod: ' +
          'no pod has role=primary now, a label that is set while pods run (pod db-0 has role=replica)',
      );
    });
  });

  it('with a selector that matches nothing says so', () => {
    expect(whyNoEndpoints(backing([], nothing))).to.equal(
      'it has no ready endpoint: selector app=web matches no pod, and no workload in namespace shop creates such pods',
    );
  });

  it('with a Job that has created no pod yet names it', () => {
    expect(whyNoEndpoints(backing([job({})], nothing))).to.equal(
      'it has no ready endpoint: selector app=web matches no pod; such pods are created by job shop/web',
    );
  });

  it('with a Deployment that cannot create pods says why', () => {
    const conditions = [
      {
        type: 'ReplicaFailure',
        status: 'True',
        reason: 'FailedCreate',
        message: 'pods "web-1" is forbidden: exceeded quota: small',
      },
    ];
    expect(whyNoEndpoints(backing([deployment(2, conditions)], nothing))).to.equal(
      'it has no ready endpoint: selector app=web matches no pod; such pods are created by deployment shop/web, ' +
        'which cannot create them: pods "web-1" is forbidden: exceeded quota: small',
    );
  });

  it('with pods that are not ready says what is wrong with them', () => {
    expect(whyNoEndpoints(backing([], { pods: [crashing], events: [] }))).to.equal(
      'it has no ready endpoint: its pod is not ready: container web crashes (exit code 1, restarted 4 times) (pod web-1)',
    );
  });

  it('with pods that have all completed says so', () => {
    const completed = {
      ...crashing,
      status: { phase: 'Succeeded', conditions: [{ type: 'Ready', status: 'False' }], containerStatuses: [] },
    };
    expect(whyNoEndpoints(backing([], { pods: [completed], events: [] }))).to.equal(
      'it has no ready endpoint: selector app=web matches only pods that have completed',
    );
  });

  it('with ready pods says that its EndpointSlices are not up to date', () => {
    const fine = { ...crashing, status: { conditions: [{ type: 'Ready', status: 'True' }] } };
    expect(whyNoEndpoints(backing([], { pods: [fine], events: [] }))).to.equal(
      'it has no ready endpoint, though its pods are ready: its EndpointSlices are not up to date',
    );
  });

  it('with pods that may not be read says so, and claims nothing about them', () => {
    const unread = { pods: 'its pods could not be read: 403 Forbidden: pods is forbidden' };
    expect(whyNoEndpoints(backing([], { ...nothing, unread }))).to.equal(
      'it has no ready endpoint; its pods could not be read: 403 Forbidden: pods is forbidden',
    );
  });

  it('has no further explanation before the last look', () => {
    expect(whyNoEndpoints(backing([]))).to.equal('it has no ready endpoint');
  });
});
