import { expect } from 'chai';
import type { ServerResponse } from 'node:http';
import { eventually } from '../../../test/time/eventually.ts';
import { FakeApiServer, listOf, type Reply, status } from '../../../test/fake-api-server/fake-api-server.ts';
import { TurnedClock } from '../../../test/time/turned-clock.ts';
import { ClusterError } from '../cluster-error.ts';
import type { Door } from '../door.ts';
import { kinds } from '../kinds/kinds.ts';
import { lastSpecWrite, lastWrite, trimmedInList } from '../trimmed.ts';

const PATH = '/apis/apps/v1/deployments';
const web = { namespace: 'shop', name: 'web' };
const deployment = (name: string, resourceVersion: string, more: object = {}) => ({
  metadata: { namespace: 'shop', name, resourceVersion, ...more },
});

/** Watches that the test writes to itself. */
function watches() {
  const open: ServerResponse[] = [];
  const reply: Reply = (_, response) => {
    response.writeHead(200).flushHeaders();
    open.push(response);
  };
  const tell = (type: string, object: object) => void open.at(-1)?.write(`${JSON.stringify({ type, object })}\n`);
  return { open, reply, tell };
}

describe('a shared list', () => {
  let door: Door;
  let clock: TurnedClock;
  let server: FakeApiServer;
  const start = async (replies: Record<string, Reply[]>) => {
    clock = new TurnedClock();
    server = await FakeApiServer.start({ routes: replies });
    door = server.door({ clock });
    return door.shared(kinds.deployments);
  };
  const asked = (verb: 'LIST' | 'WATCH') => door.requests[verb] ?? 0;
  const versions = () => list.all().map(({ metadata }) => `${metadata?.name}@${metadata?.resourceVersion}`);
  let list: ReturnType<typeof door.shared<(typeof kinds.deployments)['type'] & object>>;

  afterEach(async () => {
    await door.close();
    await server[Symbol.asyncDispose]();
  });

  it('costs one LIST and one WATCH, however many readers it has', async () => {
    const watch = watches();
    list = await start({ [PATH]: [listOf('10', [deployment('web', '5')])], [`watch ${PATH}`]: [watch.reply] });
    await Promise.all(Array.from({ length: 500 }, () => door.shared(kinds.deployments).ready()));
    await eventually(() => watch.open.length === 1);
    expect(list.get(web)).to.deep.equal(deployment('web', '5'));
    expect(door.requests).to.deep.equal({ LIST: 1, WATCH: 1 });
    const [, request] = server.requests;
    expect(Object.fromEntries(new URLSearchParams(request?.url.split('?')[1]))).to.include({
      resourceVersion: '10',
      allowWatchBookmarks: 'true',
    });
  });

  it('is watched again with fresh credentials when the old ones have expired', async () => {
    const watch = watches();
    list = await start({
      [PATH]: [listOf('10', [deployment('web', '5')])],
      [`watch ${PATH}`]: [status(401, 'Unauthorized', 'Unauthorized'), watch.reply],
    });
    await list.ready();
    await eventually(() => watch.open.length === 1);
    expect(list.trouble).to.equal(undefined);
    expect(asked('WATCH')).to.equal(2);
  });

  it('is in trouble when fresh credentials do not open its watch either', async () => {
    list = await start({
      [PATH]: [listOf('10', [deployment('web', '5')])],
      [`watch ${PATH}`]: [status(401, 'Unauthorized', 'Unauthorized')],
    });
    await list.ready();
    await eventually(() => list.trouble !== undefined);
    expect(list.trouble).to.include({ code: 'CLUSTER_UNAUTHORIZED' });
    expect(asked('WATCH')).to.equal(2);
  });

  it('begins with a LIST that was just read for another purpose', async () => {
    const watch = watches();
    list = await start({ [PATH]: [listOf('10', [deployment('web', '5')])], [`watch ${PATH}`]: [watch.reply] });
    await door.list(kinds.deployments, {}, { share: true });
    clock.turn(10_000);
    await list.ready();
    expect(versions()).to.deep.equal(['web@5']);
    await eventually(() => watch.open.length === 1);
    expect(server.requests.at(-1)?.url).to.contain('resourceVersion=10');
    watch.tell('MODIFIED', deployment('web', '11'));
    await eventually(() => versions()[0] === 'web@11');
    expect(asked('LIST')).to.equal(1);
    clock.turn(20_000);
    await eventually(() => asked('LIST') === 2);
  });

  it('begins with its own LIST when that one is older than ten seconds', async () => {
    list = await start({ [PATH]: [listOf('10', [deployment('web', '5')])] });
    await door.list(kinds.deployments, {}, { share: true });
    clock.turn(10_001);
    await list.ready();
    expect(asked('LIST')).to.equal(2);
  });

  it('does not begin with a LIST that left something out, or that was not meant to be shared', async () => {
    list = await start({ [PATH]: [listOf('10', [deployment('web', '5')])] });
    await door.list(kinds.deployments);
    await door.list(kinds.deployments, { labelSelector: 'app=web' }, { share: true });
    await list.ready();
    expect(asked('LIST')).to.equal(3);
  });

  it('does not take over another LIST while it is in use', async () => {
    const watch = watches();
    list = await start({
      [PATH]: [listOf('10', [deployment('web', '5')]), listOf('9', [])],
      [`watch ${PATH}`]: [watch.reply],
    });
    await list.ready();
    await door.list(kinds.deployments, {}, { share: true });
    expect(versions()).to.deep.equal(['web@5']);
  });

  it('follows the watch, and wakes only those who wait for what has changed', async () => {
    const watch = watches();
    list = await start({
      [PATH]: [listOf('10', [deployment('web', '5'), deployment('db', '6')])],
      [`watch ${PATH}`]: [watch.reply],
    });
    await list.ready();
    const woken: string[] = [];
    list.onChange(web, () => woken.push('web'));
    list.onChange({ namespace: 'shop', name: 'db' }, () => woken.push('db'));
    list.onChange(undefined, () => woken.push('any'));
    await eventually(() => watch.open.length === 1);
    clock.turn(1_500);
    watch.tell('MODIFIED', deployment('web', '11'));
    watch.tell('BOOKMARK', deployment('', '12'));
    watch.tell('ADDED', deployment('new', '13'));
    watch.tell('DELETED', deployment('db', '14'));
    await eventually(() => woken.length === 5);
    expect(woken).to.deep.equal(['web', 'any', 'any', 'db', 'any']);
    expect(versions()).to.deep.equal(['web@11', 'new@13']);
    expect(list.seenAt(web)).to.equal(1_500);
  });

  it('continues where it was when the watch is cut', async () => {
    const watch = watches();
    list = await start({ [PATH]: [listOf('10', [deployment('web', '5')])], [`watch ${PATH}`]: [watch.reply] });
    await list.ready();
    await eventually(() => watch.open.length === 1);
    watch.tell('MODIFIED', deployment('web', '11'));
    await eventually(() => list.get(web)?.metadata?.resourceVersion === '11');
    watch.open[0]?.destroy();
    await eventually(() => list.trouble !== undefined);
    expect(list.trouble).to.be.instanceOf(ClusterError).and.include({ code: 'CLUSTER_UNAVAILABLE' });
    clock.turn(250);
    await eventually(() => watch.open.length === 2 && list.trouble === undefined);
    expect(server.requests.at(-1)?.url).to.contain('resourceVersion=11');
    expect(asked('LIST')).to.equal(1);
  });

  it('begins with a LIST again when the watch cannot continue (410)', async () => {
    const watch = watches();
    list = await start({
      [PATH]: [listOf('10', [deployment('web', '5')]), listOf('30', [deployment('web', '25')])],
      [`watch ${PATH}`]: [watch.reply],
    });
    await list.ready();
    await eventually(() => watch.open.length === 1);
    watch.tell('ERROR', { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' });
    watch.open[0]?.end();
    await eventually(() => asked('WATCH') === 1 && watch.open.length === 1);
    await turnUntil(() => watch.open.length === 2);
    expect(versions()).to.deep.equal(['web@25']);
    expect(server.requests.at(-1)?.url).to.contain('resourceVersion=30');
  });

  it('misses nothing for longer than 30 s when the watch is silent, and ends that watch', async () => {
    const watch = watches();
    list = await start({
      [PATH]: [listOf('10', [deployment('web', '5')]), listOf('30', [deployment('web', '25')])],
      [`watch ${PATH}`]: [watch.reply],
    });
    await list.ready();
    await eventually(() => watch.open.length === 1);
    clock.turn(30_000);
    await eventually(() => versions()[0] === 'web@25');
    expect(asked('WATCH')).to.equal(1);
    await turnUntil(() => watch.open.length === 2);
    expect(server.requests.at(-1)?.url).to.contain('resourceVersion=30');
  });

  it('does not end a watch that reports the same as the LIST a moment later', async () => {
    const watch = watches();
    list = await start({
      [PATH]: [listOf('10', [deployment('web', '5')]), listOf('30', [deployment('web', '25')])],
      [`watch ${PATH}`]: [watch.reply],
    });
    await list.ready();
    await eventually(() => watch.open.length === 1);
    clock.turn(30_000);
    await eventually(() => versions()[0] === 'web@25');
    watch.tell('MODIFIED', deployment('web', '25'));
    watch.tell('MODIFIED', deployment('web', '31'));
    await eventually(() => versions()[0] === 'web@31');
    clock.turn(2_000);
    clock.turn(10_000);
    expect(asked('WATCH')).to.equal(1);
  });

  it('reports what ended the LIST, and tries again after a pause', async () => {
    list = await start({
      [PATH]: [status(503, 'ServiceUnavailable', 'starting'), listOf('10', [deployment('web', '5')])],
    });
    const error = await list.ready().catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(ClusterError).and.include({ code: 'CLUSTER_UNAVAILABLE', transient: true });
    expect(list.trouble).to.equal(error);
    const again = list.ready();
    expect(asked('LIST')).to.equal(1);
    clock.turn(250);
    await again;
    expect(list.trouble).to.equal(undefined);
    expect(versions()).to.deep.equal(['web@5']);
  });

  it('says so when the kind is not served', async () => {
    list = await start({});
    const error = await list.ready().catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'CLUSTER_NO_SUCH_KIND', transient: false });
  });

  it('shows the suite’s own writes at once, before the watch reports them', async () => {
    list = await start({
      [PATH]: [listOf('10', [deployment('web', '5')])],
      '/apis/apps/v1/namespaces/shop/deployments/web': [{ body: deployment('web', '11', { generation: 2 }) }],
    });
    await list.ready();
    await door.apply(kinds.deployments, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: web });
    expect(list.get(web)).to.deep.equal(deployment('web', '11', { generation: 2 }));
  });

  it('is outdated after a subresource was written, until the next LIST', async () => {
    list = await start({
      [PATH]: [listOf('10', [deployment('web', '5')]), listOf('20', [deployment('web', '15')])],
      '/apis/apps/v1/namespaces/shop/deployments/web/scale': [{ body: { kind: 'Scale', metadata: { name: 'web' } } }],
    });
    await list.ready();
    clock.turn(1);
    await door.patch(kinds.deployments, web, { spec: { replicas: 2 } }, { subresource: 'scale' });
    await list.ready();
    expect(versions()).to.deep.equal(['web@15']);
  });

  it('refreshes for many at once by one LIST, and not at all when it is young enough', async () => {
    list = await start({ [PATH]: [listOf('10', [])] });
    await list.ready();
    clock.turn(3_000);
    await Promise.all(Array.from({ length: 100 }, () => list.refresh(2_000)));
    await list.refresh(2_000);
    expect(asked('LIST')).to.equal(2);
  });

  it('reads all pages', async () => {
    list = await start({
      [PATH]: [listOf('10', [deployment('a', '1')], 'next'), listOf('10', [deployment('b', '2')])],
    });
    await list.ready();
    expect(versions()).to.deep.equal(['a@1', 'b@2']);
    expect(server.requests[1]?.url).to.contain('continue=next');
  });

  it('drops field ownership and copies of manifests, and keeps when it was written', async () => {
    const managedFields = [
      { manager: 'kubectl', operation: 'Apply', time: '2026-01-01T00:00:01Z', fieldsV1: { 'f:spec': {} } },
      { manager: 'kcm', operation: 'Update', subresource: 'status', time: '2026-01-01T00:00:02Z', fieldsV1: {} },
    ];
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{}', mine: 'kept' };
    list = await start({ [PATH]: [listOf('10', [deployment('web', '5', { managedFields, annotations })])] });
    await list.ready();
    expect(list.get(web)?.metadata).to.deep.equal({
      ...web,
      resourceVersion: '5',
      annotations: { mine: 'kept' },
      managedFields: [{ manager: 'kcm', operation: 'Update', time: '2026-01-01T00:00:02Z' }],
    });
  });

  it('keeps of a CronJob when its specification was written, too', () => {
    const write = (time: string, subresource?: string) => ({
      manager: 'x',
      time,
      ...(subresource !== undefined && { subresource }),
    });
    const managedFields = [
      write('2026-01-01T00:00:01Z'),
      write('2026-01-01T00:00:02Z'),
      write('2026-01-01T00:00:03Z', 'status'),
    ];
    const kept = trimmedInList(kinds.cronJobs, { metadata: { managedFields } });
    expect(lastWrite(kept)).to.equal('2026-01-01T00:00:03Z');
    expect(lastSpecWrite(kept)).to.equal('2026-01-01T00:00:02Z');
    expect(kept.metadata.managedFields).to.have.length(2);
    const fresh = trimmedInList(kinds.cronJobs, { metadata: { managedFields: managedFields.slice(0, 2) } });
    expect(lastSpecWrite(fresh)).to.equal('2026-01-01T00:00:02Z');
  });

  it('ends, with its watch, when nobody has used it for a minute', async () => {
    const watch = watches();
    list = await start({ [PATH]: [listOf('10', [])], [`watch ${PATH}`]: [watch.reply] });
    await list.ready();
    await eventually(() => watch.open.length === 1);
    let closed = false;
    watch.open[0]?.on('close', () => (closed = true));
    await turnUntil(() => closed);
    const before = asked('LIST');
    await list.ready();
    expect(asked('LIST')).to.equal(before + 1);
  });

  /** Advances the clock in seconds until a condition is met. */
  async function turnUntil(holds: () => boolean): Promise<void> {
    await eventually(() => {
      clock.turn(1_000);
      return holds();
    });
  }
});
