import { expect } from 'chai';
import type { Toolbox } from '../../authoring/toolbox.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { ObjectId } from '../../cluster/kinds/kind.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { notYet, ready, type Condition } from '../../conditions/waiting/condition.ts';
import { configSchema } from '../../config/schema.ts';
import type { Objects } from '../../objects/objects.ts';
import { handClock } from '../../time/hand-clock.ts';
import { unlessAborted } from '../../time/unless-aborted.ts';
import { RunCutOff } from './endings.ts';
import { runCheck } from './run-check.ts';
import { runTools } from './run-tools.ts';
import { scheduler } from './scheduler.ts';

const object = (name: string): ObjectId => ({ kind: kinds.pods, ref: { namespace: 'shop', name } });
const condition = (isMet: boolean): Condition => ({
  title: 'pod shop/web runs',
  rights: [],
  read: () => Promise.resolve({}),
  judge: () => (isMet ? ready() : notYet('it does not')),
});

/** Runs a check, and returns what it was explained by, what its evidence is, and how it ended. */
async function explained(
  body: (tools: Toolbox, own: ObjectId[]) => Promise<void>,
  { subject, cutOff }: { subject?: ObjectId; cutOff?: boolean } = {},
) {
  const clock = handClock();
  const stop = new AbortController();
  if (cutOff) stop.abort(new RunCutOff('SIGTERM'));
  const cluster = { get: () => Promise.resolve({}), clock, serverDate: () => clock.date() } as unknown as Cluster;
  const config = configSchema.parse({});
  const own: ObjectId[] = [];
  const asked: string[][] = [];
  const attached: string[] = [];
  const result = await runCheck(
    {
      ...{ id: 'a/b', area: 'a', title: 'b', safety: 'own', uses: [], within: '10s' },
      ...(subject && { subject }),
      body: (tools) => body(tools, own),
    },
    {
      tools: runTools({ cluster, config, objects: {} as Objects, signal: stop.signal }),
      ...{ cluster, config, clock },
      evidence: {
        isFull: false,
        forTest: () => ({
          attach: (title) => void attached.push(title),
          write: () => Promise.resolve({ kept: [], leftOut: 'evidence was left out' }),
        }),
      },
      failures: {
        about: (objects) => {
          asked.push(objects.map(({ ref }) => ref.name));
          return Promise.resolve([{ title: 'state', text: 'it crashes' }]);
        },
      },
      own: { of: () => own },
      ...{
        waits: { begin: () => {}, end: () => {} },
        stretch: { begin: () => {}, end: () => {}, over: async () => {} },
        spent: () => {},
      },
      ...{ hold: scheduler(9).hold, cutOff: stop.signal },
    },
  );
  return { asked, attached, status: result.status, notes: result.notes };
}

describe('A check that does not pass', () => {
  it('is explained by the object that it is about, when it has ended', async () => {
    const found = await explained(async ({ cluster }) => void (await cluster.now(condition(false))), {
      subject: object('web'),
    });
    expect(found).to.deep.equal({
      ...{ asked: [['web']], attached: ['state'], status: 'failed' },
      notes: ['evidence was left out'],
    });
  });

  it('is explained by what it has created, before it removes that', async () => {
    const found = await explained(async ({ cluster }, own) => {
      own.push(object('own'));
      try {
        await cluster.now(condition(false));
      } finally {
        own.pop();
      }
    });
    expect(found).to.deep.include({ asked: [['own']], attached: ['state'], status: 'failed' });
  });

  it('keeps nothing of a wait that failed when it passes in the end', async () => {
    const found = await explained(async ({ cluster }, own) => {
      own.push(object('own'));
      await cluster.now(condition(false)).catch(() => {});
      await cluster.now(condition(true));
    });
    expect(found).to.deep.include({ attached: [], status: 'passed' });
  });

  it('is explained by the cluster when there is no object to look at, and it has ended', async () => {
    const fail = async ({ cluster }: Toolbox) => void (await cluster.now(condition(false)));
    expect(await explained(fail)).to.deep.include({ asked: [[]], status: 'failed' });
  });

  it('is explained by what it has created after a wait that failed before', async () => {
    const found = await explained(async ({ cluster }, own) => {
      await cluster.now(condition(false)).catch(() => {});
      own.push(object('own'));
      await cluster.now(condition(false));
    });
    expect(found).to.deep.include({ asked: [['own']], attached: ['state'], status: 'failed' });
  });

  it('is explained by nothing when the run was cut off', async () => {
    const cut = await explained(({ signal }) => unlessAborted(new Promise<void>(() => {}), signal), {
      subject: object('web'),
      cutOff: true,
    });
    expect(cut).to.deep.include({ asked: [], attached: [], status: 'not-run' });
  });
});
