import { expect } from 'chai';
import { FakeApiServer, type Reply, status } from '../../test/fake-api-server/fake-api-server.ts';
import { ClusterError, type ClusterErrorCode } from '../cluster/cluster-error.ts';
import { kinds, type Node } from '../cluster/kinds/kinds.ts';
import { looksAt, owns, type Right } from '../cluster/rights/rights.ts';
import { configSchema } from '../config/schema.ts';
import { namesResolve } from '../instruments/agents/dns/cluster-dns.ts';
import { targetApp } from '../instruments/target-app/instrument.ts';
import { runLabels } from '../objects/create/run-labels.ts';
import { findingFrom, refusalFrom } from './admission.ts';
import { blockChecks, findings, worthKnowing } from './findings.ts';
import { nodesWithoutImage, noImage, usersOfImage } from './image.ts';
import { noLease } from './lease.ts';
import { cordonedNodes, nodesWithoutAgent, reservedNodes } from './nodes.ts';
import { judgeTrial } from './judge-trial.ts';
import { triedImage } from './pull-image.ts';
import { missingRights, type Account } from './rights.ts';

const config = configSchema.parse({});
const signal = new AbortController().signal;
const looks = { id: 'workloads/deployment/shop/web', uses: [{ rights: [looksAt(kinds.deployments)] }] };
const usesAgents = { id: 'workloads/dns/node-1', uses: [namesResolve] };
const usesApp = { id: 'workloads/target-app', uses: [targetApp] };
const checks = [looks, usesAgents, usesApp];
const node = (name: string, more: Partial<Node> = {}): Node => ({
  metadata: { name, labels: { 'kubernetes.io/os': 'linux' } },
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
  ...more,
});

describe('Before a run, permissions', () => {
  const withRights = ({ id }: { id: string }, right: Right) => ({ id, uses: [{ rights: [right] }] });
  const needy = [
    looks,
    withRights(usesAgents, owns(kinds.daemonSets)),
    withRights(usesApp, owns(kinds.deployments, 'suite')),
  ];
  const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
  const OTHERS = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
  const answering =
    (allowed: (asked: { verb: string; resource: string; namespace?: string }) => boolean | undefined): Reply =>
    async (request, response) => {
      // The server has read the body already; it is the last one received.
      const { spec } = JSON.parse(server.requests.at(-1)?.body ?? '{}');
      void request;
      response.end(JSON.stringify({ status: { allowed: allowed(spec.resourceAttributes) } }));
    };
  let server: FakeApiServer;
  const missing = async (reply: Reply, account?: Account) => {
    server = await FakeApiServer.start({ routes: { [account ? OTHERS : REVIEWS]: [reply] } });
    try {
      return await missingRights(server.door(), config, needy, signal, account);
    } finally {
      await server[Symbol.asyncDispose]();
    }
  };

  it('are not missing for an administrator, according to one review', async () => {
    expect(await missing(answering(() => true))).to.deep.equal([]);
    expect(server.requests).to.have.lengthOf(1);
  });

  it('are named with their namespace, and with the checks that need them', async () => {
    const found = await missing(
      answering(({ verb, resource }) => !(verb === '*' || (verb === 'watch' && resource === 'deployments'))),
    );
    expect(found.map(({ message, blocks }) => [message, blocks])).to.deep.equal([
      ['missing permission: watch deployments.apps in the whole cluster', [looks.id]],
      [
        'missing permissions: watch deployments.apps in namespace shakedown; watch deployments.apps in namespace shakedown-workloads',
        [usesApp.id],
      ],
    ]);
    expect(found[0]).to.include({
      about: 'rights',
      todo: 'grant what `shakedown plugin --rbac` writes; kubectl auth can-i watch deployments.apps --all-namespaces shows whether it is granted',
    });
  });

  it('are one finding for all that the same checks lack', async () => {
    const found = await missing(answering(({ verb }) => ['get', 'list', 'watch'].includes(verb)));
    expect(found.map(({ message, blocks }) => [message, blocks])).to.deep.equal([
      ['missing permissions: create/patch/delete daemonsets.apps in namespace shakedown-workloads', [usesAgents.id]],
      [
        'missing permissions: create/patch/delete deployments.apps in namespace shakedown; create/patch/delete deployments.apps in namespace shakedown-workloads',
        [usesApp.id],
      ],
    ]);
  });

  it('are needed in the one namespace of a run, and to read what a check creates also where it creates it', async () => {
    const limited = configSchema.parse({ scope: { onlyNamespace: 'team-a' } });
    const reads = looksAt(kinds.services);
    const uses = [{ rights: [reads, owns(kinds.deployments)] }];
    server = await FakeApiServer.start({
      routes: { [REVIEWS]: [answering(({ resource }) => resource === 'deployments')] },
    });
    const both = [looks, { id: 'reads', uses: [{ rights: [reads] }] }, { id: 'creates', uses }];
    const found = await missingRights(server.door(), limited, both, signal);
    await server[Symbol.asyncDispose]();
    expect(found.map(({ message, blocks }) => [message, blocks])).to.deep.equal([
      ['missing permissions: get/list/watch services in namespace team-a', ['reads', 'creates']],
      ['missing permissions: get/list/watch services in namespace shakedown-workloads', ['creates']],
    ]);
  });

  it('are not reported when a check can work without them', async () => {
    const extra: Right = {
      group: 'cilium.io',
      resource: 'policies',
      verbs: ['list'],
      scope: 'cluster',
      optional: true,
    };
    server = await FakeApiServer.start({ routes: { [REVIEWS]: [answering(() => false)] } });
    const found = await missingRights(server.door(), config, [{ id: 'a', uses: [{ rights: [extra] }] }], signal);
    await server[Symbol.asyncDispose]();
    expect(found).to.deep.equal([]);
  });

  it('are reviewed for another account when that does the work', async () => {
    const account = { user: 'system:serviceaccount:sonobuoy:shakedown', groups: ['system:authenticated'] };
    const found = await missing(
      answering(({ verb, resource }) => verb !== '*' && !(verb === 'create' && resource === 'daemonsets')),
      account,
    );
    expect(found.map(({ message, todo }) => [message, todo])).to.deep.equal([
      [
        'missing permission of the plugin: create daemonsets.apps in namespace shakedown-workloads',
        'grant what `shakedown plugin --rbac` writes; kubectl auth can-i create daemonsets.apps -n shakedown-workloads --as=system:serviceaccount:sonobuoy:shakedown shows whether it is granted',
      ],
    ]);
    expect(JSON.parse(server.requests[0]?.body ?? '').spec).to.deep.include(account);
  });

  it('are not reported as missing when the API server gives no answer', async () => {
    expect(await missing({ status: 500, body: 'broken' })).to.deep.equal([]);
    expect(await missing({ body: { kind: 'Something' } })).to.deep.equal([]);
  }).timeout(10_000);
});

describe('Before a run, the nodes', () => {
  const found = (nodes: Node[]) =>
    nodesWithoutAgent(nodes, checks).map(({ message, blocks }) => ({
      message,
      blocks,
    }));

  it('are enough when each can have an agent', () => expect(found([node('a'), node('b')])).to.deep.equal([]));

  it('do not matter when no check uses probe agents', () => expect(nodesWithoutAgent([], [looks])).to.deep.equal([]));

  it('may have no agent, for reasons that are named', () => {
    const windows = node('w', { metadata: { name: 'w', labels: { 'kubernetes.io/os': 'windows', pool: 'x' } } });
    const down = node('d', {
      metadata: { name: 'd', labels: { pool: 'x' } },
      status: { conditions: [{ type: 'Ready', status: 'Unknown', message: 'Kubelet stopped posting node status.' }] },
    });
    const fine = node('f', { metadata: { name: 'f', labels: { pool: 'x' } } });
    expect(found([windows, down, fine])).to.deep.equal([
      { message: 'no probe agent on node w: its system is windows', blocks: [] },
      { message: 'no probe agent on node d: it is not ready: Kubelet stopped posting node status.', blocks: [] },
    ]);
  });

  it('that are cordoned are mentioned, and block nothing', () => {
    const cordoned = (name: string) => node(name, { spec: { unschedulable: true } });
    expect(cordonedNodes([node('a')])).to.deep.equal([]);
    expect(cordonedNodes([node('a'), cordoned('b')])).to.deep.equal([
      {
        about: 'nodes',
        message: 'cordoned: node b, so no new pods but those of DaemonSets run there',
        todo: 'kubectl uncordon b, if that is not meant',
        blocks: [],
      },
    ]);
    expect(cordonedNodes(['a', 'b', 'c', 'd', 'e', 'f'].map(cordoned)).map(({ message }) => message)).to.deep.equal([
      'cordoned: 6 nodes a, b, c, d, e and 1 more, so no new pods but those of DaemonSets run there',
    ]);
  });

  it('that somebody has reserved by taints are mentioned when all are, with the setting', () => {
    const spec = { taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] };
    const reserved = [node('a', { spec }), node('b', { spec })];
    expect(reservedNodes(reserved, checks, config)).to.deep.equal([
      {
        about: 'nodes',
        message: 'no node takes the pods of the suite: a, b have taint dedicated=db:NoSchedule',
        todo: 'set objects.tolerations or objects.nodeSelector, unless a node is added for them',
        blocks: [],
        concerns: [usesApp.id],
      },
    ]);
    const of = (settings: object) => reservedNodes(reserved, checks, configSchema.parse(settings));
    expect(of({ objects: { tolerations: [{ key: 'dedicated', operator: 'Exists' }] } })).to.deep.equal([]);
    expect(of({ scope: { nodeSelector: { pool: 'db' } } })).to.deep.equal([]);
    expect(reservedNodes([...reserved, node('c')], checks, config)).to.deep.equal([]);
    expect(reservedNodes(reserved, [looks], config)).to.deep.equal([]);
  });

  it('block checks when no node can have a probe agent', () => {
    const kwok = node('k', { metadata: { name: 'k', labels: { type: 'kwok' } } });
    expect(found([kwok])).to.deep.equal([
      {
        message: 'no node for probe agents: all 1 nodes of the cluster are simulated or virtual',
        blocks: [usesAgents.id],
      },
    ]);
  });

  it('block checks with the reason of each node, because a finding about one node is left out when its checks are blocked', async () => {
    const down = (name: string) =>
      node(name, {
        metadata: { name, labels: { pool: 'x' } },
        status: { conditions: [{ type: 'Ready', status: 'False', message: 'disk full' }] },
      });
    const windows = node('w', { metadata: { name: 'w', labels: { 'kubernetes.io/os': 'windows', pool: 'x' } } });
    const nodes = [...['b', 'c', 'd', 'e', 'f', 'g'].map(down), windows];
    expect(worthKnowing(nodesWithoutAgent(nodes, checks))).to.deep.equal([
      {
        about: 'nodes',
        message:
          'no node for probe agents: 6 nodes b, c, d, e, f and 1 more: it is not ready: disk full; node w: its system is windows',
        todo: 'add a node that runs pods, or fix one: kubectl describe node b',
        blocks: [usesAgents.id],
      },
    ]);
    expect(nodesWithoutAgent([windows], checks).map(({ todo }) => todo)).to.deep.equal([
      'add a node that runs pods: the agent runs only on Linux',
    ]);
  });
});

describe('Before a run, the image', () => {
  it('is missing for the checks that run pods', () => {
    expect(noImage(checks, config)).to.deep.equal([
      {
        about: 'image',
        message: 'no image of the suite is named, for the pods that checks run',
        todo: 'name it with --image or SHAKEDOWN_IMAGE; in the cluster the plugin sets it',
        blocks: [usesAgents.id, usesApp.id],
      },
    ]);
    expect(noImage([looks], config)).to.deep.equal([]);
  });

  it('is missing for every kind that makes pods, and not for a template of something else', () => {
    const named = configSchema.parse({ image: 'suite:1' });
    const spec = { containers: [{ name: 'a', image: 'suite:1' }] };
    const uses = (apiVersion: string, kind: string, of: object) => ({
      id: kind,
      uses: [
        {
          rights: [],
          trials: () => [
            { of: 'a check', kind: kinds.pods, manifest: { apiVersion, kind, metadata: { name: 'a' }, spec: of } },
          ],
        },
      ],
    });
    const users = [
      uses('v1', 'Pod', spec),
      uses('batch/v1', 'CronJob', { jobTemplate: { spec: { template: { spec } } } }),
      uses('karpenter.sh/v1', 'NodePool', { template: { spec: { requirements: [] } } }),
    ];
    expect(usersOfImage(users, named)).to.deep.equal(['Pod', 'CronJob']);
  });

  it('is searched for on real nodes', () => {
    const has = node('has', {
      status: {
        conditions: [{ type: 'Ready', status: 'True' }],
        images: [{ names: ['suite:1', 'suite@sha256:1'] }],
      },
    });
    const kwok = node('k', { metadata: { name: 'k', labels: { type: 'kwok' } } });
    expect(nodesWithoutImage([has, kwok, node('not')], configSchema.parse({ image: 'suite:1' }))).to.deep.equal([
      'not',
    ]);
  });

  it('is searched for only on nodes that pods of the suite may run on', () => {
    const windows = node('w', { metadata: { name: 'w', labels: { 'kubernetes.io/os': 'windows', pool: 'x' } } });
    const down = node('d', {
      metadata: { name: 'd', labels: { pool: 'x' } },
      status: { conditions: [{ type: 'Ready', status: 'Unknown' }] },
    });
    const fine = node('f', { metadata: { name: 'f', labels: { pool: 'x' } } });
    const pooled = configSchema.parse({ image: 'suite:1', objects: { nodeSelector: { pool: 'x' } } });
    expect(nodesWithoutImage([windows, down, node('other'), fine], pooled)).to.deep.equal(['f']);
  });

  for (const [what, reply, seen] of [
    [
      'no right to make pods',
      status(403, 'Forbidden', 'pods is forbidden: User "ann" cannot create resource "pods"'),
      '403 Forbidden: pods is forbidden: User "ann" cannot create resource "pods"',
    ],
    [
      'a policy against pods without an owner',
      status(400, 'BadRequest', 'admission webhook "owners" denied the request'),
      '400 BadRequest: admission webhook "owners" denied the request',
    ],
  ] as const)
    it(`is not known to exist when there is ${what}, and then blocks nothing`, async () => {
      await using server = await FakeApiServer.start({ routes: { '/api/v1/namespaces/shakedown/pods': [reply] } });
      const named = configSchema.parse({ image: 'suite:1' });
      const labels = runLabels(named, 'run-1', new Date());
      const door = server.door();
      expect(await triedImage(door, { config: named, node: node('n'), labels, checks }, signal)).to.deep.equal([
        {
          about: 'image',
          message: `it is not known whether node n can run suite:1: ${seen}`,
          todo: 'the run itself will show it; or look with an account that may create pods: shakedown doctor',
          blocks: [],
          concerns: [usesAgents.id, usesApp.id],
        },
      ]);
      await door.close();
    });

  for (const [what, state, expected] of [
    ['ran', { terminated: { exitCode: 0 } }, { good: true }],
    [
      'is another program',
      { terminated: { exitCode: 127 } },
      { good: false, why: 'it ends with exit code 127', because: 'wrong' },
    ],
    [
      'cannot be pulled',
      { waiting: { reason: 'ImagePullBackOff', message: 'no such image' } },
      { good: false, why: 'ImagePullBackOff: no such image', because: 'unreachable' },
    ],
    [
      'failed once',
      { waiting: { reason: 'ErrImagePull', message: 'try again' } },
      { notYet: 'ErrImagePull: try again' },
    ],
    [
      'is refused by the registry, at once',
      { waiting: { reason: 'ErrImagePull', message: 'x:1: not found' } },
      { good: false, why: 'ErrImagePull: x:1: not found', because: 'refused' },
    ],
    ['is being pulled', { waiting: { reason: 'ContainerCreating' } }, { notYet: 'ContainerCreating' }],
  ] as const)
    it(`is judged by a pod: ${what}`, () => {
      const container = { name: 'image', image: 'x', imageID: '', ready: false, restartCount: 0, state };
      // A mesh may have put another container into it.
      const injected = { ...container, name: 'envoy', state: { running: {} } };
      expect(
        judgeTrial({ status: { phase: 'Pending', containerStatuses: [injected, container] } }, 'image'),
      ).to.deep.equal(expected);
    });
});

describe('Before a run, admission', () => {
  const refused = (code: ClusterErrorCode, seen: string) => {
    const refusal = refusalFrom(new ClusterError(code, { expected: 'x', seen, transient: false }), 'qa');
    return refusal ? [findingFrom(refusal, [{ what: 'the pods', blocks: ['id'] }])] : [];
  };

  it('is refused by policies and quotas, with their message', () => {
    expect(refused('CLUSTER_FORBIDDEN', 'pods "x" is forbidden: exceeded quota')[0]).to.deep.include({
      about: 'admission',
      message: 'the cluster does not admit the pods: pods "x" is forbidden: exceeded quota',
      blocks: ['id'],
    });
  });

  it('is not known for what only its controller may create, and then blocks nothing', () => {
    const seen =
      '403 Forbidden: pods is forbidden: User "system:serviceaccount:sonobuoy:shakedown" cannot create resource "pods" in API group "" in the namespace "qa"';
    expect(refused('CLUSTER_FORBIDDEN', seen)).to.deep.equal([
      {
        about: 'admission',
        message: `it is not known whether the cluster admits the pods: ${seen}`,
        todo: 'the run itself will show it; or look with an account that may create them: shakedown doctor',
        blocks: [],
        concerns: ['id'],
      },
    ]);
  });

  it('is also refused by a policy with a message about users', () => {
    const seen =
      '403 Forbidden: admission webhook "policy.example.com" denied the request: User "system:serviceaccount:qa:x" cannot use image x';
    expect(refused('CLUSTER_FORBIDDEN', seen)[0]?.blocks).to.deep.equal(['id']);
  });

  it('is not known before the namespace exists, and then blocks nothing', () => {
    expect(refused('CLUSTER_NOT_FOUND', 'namespaces "qa" not found')).to.deep.equal([
      {
        about: 'admission',
        message: 'it is not known whether the cluster admits the pods: namespace qa does not exist yet',
        todo: 'kubectl create namespace qa, and try again',
        blocks: [],
        concerns: ['id'],
      },
    ]);
  });

  it('is not known with a webhook that does not support dry runs', () => {
    const [finding] = refused('CLUSTER_INVALID', 'admission webhook "x" does not support dry run');
    expect(finding?.blocks).to.deep.equal([]);
  });

  it('is not known for pods in a namespace without a service account so far', () => {
    const seen =
      '403 Forbidden: pods "x" is forbidden: error looking up service account qa/default: serviceaccount "default" not found';
    expect(refused('CLUSTER_FORBIDDEN', seen)).to.deep.equal([
      {
        about: 'admission',
        message: `it is not known whether the cluster admits the pods: ${seen}`,
        todo: 'the run itself will show it',
        blocks: [],
        concerns: ['id'],
      },
    ]);
  });

  it('is one finding for all objects with the same refusal', () => {
    const refusal = { certain: true, why: 'exceeded quota', todo: 'raise it' };
    const trials = [
      { what: 'the DaemonSet of the probe agents', blocks: ['a', 'b'] },
      { what: 'the Deployment of a target app', blocks: ['b', 'c'] },
    ];
    expect(findingFrom(refusal, trials)).to.deep.equal({
      about: 'admission',
      message:
        'the cluster does not admit the DaemonSet of the probe agents, the Deployment of a target app: exceeded quota',
      todo: 'raise it',
      blocks: ['a', 'b', 'c'],
    });
  });

  it('accepts an object of the same name: a leftover, which the run replaces', () => {
    expect(refused('CLUSTER_CONFLICT', 'exists')).to.deep.equal([]);
  });
});

describe('A run without a Lease', () => {
  const forbidden =
    '403 Forbidden: namespaces is forbidden: User "ann" cannot create resource "namespaces" in API group "" at the cluster scope';

  it('creates nothing, and names the permission that it lacks', () => {
    const [read, own] = [
      { ...looks, safety: 'read' as const },
      { ...usesApp, safety: 'own' as const },
    ];
    expect(noLease(forbidden, [read, own])).to.deep.equal([
      {
        about: 'lease',
        message: `no Lease, so nothing is created in the cluster: ${forbidden}`,
        todo: 'grant it, or have an administrator create namespaces and roles: shakedown plugin --rbac',
        blocks: [usesApp.id],
      },
    ]);
  });

  it('still runs checks that only read', () => expect(noLease(forbidden, [looks])).to.deep.equal([]));
});

describe('A check that a finding blocks', () => {
  it('ends with the finding instead of running; the others run', async () => {
    const run = (id: string) => ({ id, uses: [], body: () => Promise.resolve() });
    const [first, second] = [run('a'), run('b')];
    const finding = { about: 'rights', message: 'no right to list pods', todo: 'grant it', blocks: ['a'] } as const;
    blockChecks([first, second], [finding]);
    const error = await first.body().catch((reason: Error) => reason.message);
    expect(error).to.equal(
      'PREFLIGHT_RIGHTS: no right to list pods\n  expected: the permissions that the check uses\n  do:       grant it',
    );
    await second.body();
  });
});

describe('The findings before a run', () => {
  it('leave out what only concerns checks that others block', () => {
    const base = { about: 'nodes', todo: 'x' } as const;
    const blocks = { ...base, message: 'no right', blocks: ['a', 'b'] };
    const vain = { ...base, message: 'not known of a', blocks: [], concerns: ['a'] };
    const open = { ...base, message: 'not known of a and c', blocks: [], concerns: ['a', 'c'] };
    expect(worthKnowing([blocks, vain, open])).to.deep.equal([blocks, open]);
  });

  it('do not exist for checks that do not apply: they need nothing', async () => {
    const nobody = { body: { status: { allowed: false } } };
    await using server = await FakeApiServer.start({
      routes: {
        '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews': [nobody],
      },
    });
    const cluster = server.door();
    const skipped = { ...usesApp, safety: 'own' as const, skip: 'no load is made' };
    const nodes = { items: [] };
    expect(await findings({ cluster, config, nodes, checks: [skipped], unlocked: 'no', signal })).to.deep.equal([]);
    expect(await findings({ cluster, config, nodes, checks: [usesApp], signal })).to.have.lengthOf(2);
    await cluster.close();
  });
});
