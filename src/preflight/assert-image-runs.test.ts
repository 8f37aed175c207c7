import { expect } from 'chai';
import { FakeApiServer, type Reply, status } from '../../test/fake-api-server/fake-api-server.ts';
import { targetApp } from '../instruments/target-app/instrument.ts';
import { configSchema } from '../config/schema.ts';
import { runLabels } from '../objects/create/run-labels.ts';
import { jumpingClock } from '../time/clock.ts';
import { assertImageRuns } from './assert-image-runs.ts';

const PODS = '/api/v1/namespaces/shakedown/pods';
const POD = `${PODS}/shakedown-image-r1`;
const config = configSchema.parse({ image: 'reg.example/suite:1' });
const node = (name: string, ...names: string[]) => ({
  metadata: { name, labels: { 'kubernetes.io/os': 'linux' } },
  status: {
    conditions: [{ type: 'Ready', status: 'True' }],
    images: [{ names }],
    nodeInfo: { operatingSystem: 'linux' },
  },
});
const waiting = (reason: string, message = '') => ({ waiting: { reason, message } });
const ok = { terminated: { exitCode: 0 } };
const uses = [{ id: 'workloads/target-app', uses: [targetApp] }];

/** @property whole the nodes with all their images. @property listing what the API server answers in their place. */
interface Listed {
  mayCreate?: boolean;
  checks?: typeof uses;
  whole?: object[];
  listing?: Reply;
}

/** Runs the trial. @param states of the container of each pod that is tried, one after the other. */
async function tried(
  nodes: object[],
  states: object[],
  { mayCreate = true, checks = uses, whole = nodes, listing }: Listed = {},
) {
  const looks: Reply[] = states.map((state) => ({
    body: { metadata: { uid: 'u1' }, status: { containerStatuses: [{ name: 'image', state }] } },
  }));
  const created = mayCreate ? { body: { metadata: { uid: 'u1' } } } : status(403, 'Forbidden', 'no right');
  await using server = await FakeApiServer.start({
    routes: { [PODS]: [created], [POD]: looks, '/api/v1/nodes': [listing ?? { body: { metadata: {}, items: whole } }] },
  });
  const cluster = server.door({ clock: jumpingClock() });
  const notes: string[] = [];
  const labels = runLabels(config, 'r1', new Date());
  const trial = { config, nodes, checks, labels, note: (text: string) => notes.push(text) };
  try {
    await assertImageRuns(cluster, trial, new AbortController().signal);
    return { notes, asked: server.requests.length };
  } catch (error) {
    const { meaning, message, todo } = error as { meaning: string; message: string; todo: string };
    return { meaning, seen: message.split('\n', 1)[0], notes, todo };
  } finally {
    await cluster.close();
  }
}

const CANNOT = 'IMAGE_UNUSABLE: image reg.example/suite:1 cannot be run, so nothing was judged: ';
const NO_ROUTE = 'dial tcp 10.0.0.9:443: i/o timeout';
const NO_HOST = 'dial tcp: lookup reg.example: no such host';

describe('The image of the suite, before anything is judged', () => {
  it('is not tried when a node has it, or when no check needs it', async () => {
    expect(await tried([node('n1'), node('n2', 'reg.example/suite:1')], [])).to.deep.equal({ notes: [], asked: 0 });
    expect(await tried([node('n1')], [], { checks: [] })).to.deep.equal({ notes: [], asked: 0 });
  });

  it('is fine when one node can run it', async () => {
    expect((await tried([node('n1')], [ok])).notes).to.deep.equal([]);
  });

  for (const [what, state, why] of [
    [
      'does not exist',
      waiting('ErrImagePull', 'reg.example/suite:1: not found'),
      'ErrImagePull: reg.example/suite:1: not found',
    ],
    ['is not accessible', waiting('ErrImagePull', 'pull access denied'), 'ErrImagePull: pull access denied'],
    ['needs credentials', waiting('ImagePullBackOff', '401 Unauthorized'), 'ImagePullBackOff: 401 Unauthorized'],
    ['has no valid name', waiting('InvalidImageName', 'bad'), 'InvalidImageName: bad'],
    ['must not be pulled', waiting('ErrImageNeverPull', 'not present'), 'ErrImageNeverPull: not present'],
    ['is another program', { terminated: { exitCode: 127 } }, 'it ends with exit code 127'],
  ] as const)
    it(`is the user's input when it ${what}`, async () => {
      expect(await tried([node('n1'), node('n2')], [state])).to.deep.include({
        meaning: 'usage',
        seen: `${CANNOT}node n1: ${why}`,
        notes: [],
      });
    });

  for (const [what, state] of [
    ['is refused it', waiting('ErrImagePull', 'reg.example/suite:1: not found')],
    ['must not pull it', waiting('ErrImageNeverPull', 'not present')],
  ] as const)
    it(`is a matter of the node that ${what} when another one has it, which a list of nodes does not tell`, async () => {
      const whole = [node('n1'), node('n2', 'reg.example/suite:1')];
      const { notes, meaning } = await tried([node('n1'), node('n2')], [state], { whole });
      expect(meaning).to.equal(undefined);
      expect(notes).to.have.lengthOf(1);
      expect(notes?.[0]).to.match(/^reg\.example\/suite:1 could not be run on node n1: .*; node n2 has it$/);
    });

  describe('that a registry refuses, while it is not known whether another node has it,', () => {
    const listing = status(403, 'Forbidden', 'nodes is forbidden');
    const refused = waiting('ErrImagePull', 'reg.example/suite:1: not found');
    const why = 'ErrImagePull: reg.example/suite:1: not found';
    const unknown = '; it is not known whether another node has it: 403 Forbidden: nodes is forbidden';

    it('is fine when another node can run it', async () => {
      const { meaning, notes } = await tried([node('n1'), node('n2')], [refused, ok], { listing });
      expect(meaning).to.equal(undefined);
      expect(notes).to.deep.equal([`reg.example/suite:1 could not be run on node n1: ${why}${unknown}`]);
    });

    it('is no input of the user', async () => {
      const { meaning, seen, todo } = await tried([node('n1'), node('n2')], [refused], { listing });
      expect([meaning, seen]).to.deep.equal([
        'infrastructure',
        `${CANNOT}node n1: ${why}${unknown}; node n2: ${why}${unknown}`,
      ]);
      expect(todo).to.equal(
        'see whether the nodes reach the registry, and whether it has the image of this name: shakedown doctor tries the image, too',
      );
    });
  });

  it('is no wrong name when one node alone cannot pull it: the checks find what is wrong there', async () => {
    const { notes, meaning } = await tried([node('n1'), node('n2')], [waiting('ImagePullBackOff', NO_ROUTE), ok]);
    expect(meaning).to.equal(undefined);
    expect(notes).to.deep.equal([`reg.example/suite:1 could not be run on node n1: ImagePullBackOff: ${NO_ROUTE}`]);
  });

  for (const [what, state] of [
    ['has no space', waiting('RunContainerError', 'no space left on device')],
    ['kills it for want of memory', { terminated: { exitCode: 137, reason: 'OOMKilled' } }],
    ['is another platform than it is for', waiting('ErrImagePull', 'no match for platform in manifest: not found')],
  ] as const)
    it(`is no wrong name when one node ${what}`, async () => {
      const { notes, meaning } = await tried([node('n1'), node('n2')], [state, ok]);
      expect(meaning).to.equal(undefined);
      expect(notes).to.have.lengthOf(1);
      expect(notes?.[0]).to.match(/^reg\.example\/suite:1 could not be run on node n1: /);
    });

  it('is left to the checks when every node that is tried has a fault of its own', async () => {
    const full = waiting('RunContainerError', 'no space left on device');
    const { meaning, notes } = await tried([node('n1'), node('n2')], [full]);
    expect(meaning).to.equal(undefined);
    expect(notes).to.have.lengthOf(2);
  });

  it('is tried on two architectures, and is the user’s input when it is for neither', async () => {
    const arm = node('n3');
    Object.assign(arm.status.nodeInfo, { architecture: 'arm64' });
    const other = waiting('ErrImagePull', 'no match for platform in manifest: not found');
    expect(await tried([node('n1'), node('n2'), arm], [other])).to.deep.include({
      meaning: 'usage',
      seen: `${CANNOT}node n1: ErrImagePull: no match for platform in manifest: not found; node n3: ErrImagePull: no match for platform in manifest: not found`,
    });
  });

  it('is a matter of the infrastructure when no node reaches the registry', async () => {
    const seen = `${CANNOT}node n1: ImagePullBackOff: ${NO_ROUTE}; node n2: ImagePullBackOff: ${NO_ROUTE}`;
    expect(await tried([node('n1'), node('n2')], [waiting('ImagePullBackOff', NO_ROUTE)])).to.deep.include({
      meaning: 'infrastructure',
      seen,
    });
  });

  it('is the user’s input when no node knows the name of the registry', async () => {
    expect(await tried([node('n1'), node('n2')], [waiting('ImagePullBackOff', NO_HOST)])).to.include({
      meaning: 'usage',
    });
  });

  it('is left to the checks when it is pulled slowly, or when the account may not create pods', async () => {
    const slow = await tried([node('n1'), node('n2')], [waiting('ContainerCreating')]);
    expect(slow.notes).to.deep.equal([
      'reg.example/suite:1 could not be run on node n1: not within 60 s: ContainerCreating',
    ]);
    const forbidden = await tried([node('n1')], [], { mayCreate: false });
    expect(forbidden.notes).to.deep.equal([
      'it is not known whether reg.example/suite:1 can be pulled: 403 Forbidden: no right',
    ]);
  });
});
