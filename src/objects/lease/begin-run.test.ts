import { expect } from 'chai';
import { FakeApiServer } from '../../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../../config/schema.ts';
import { beginRun } from './begin-run.ts';

const config = configSchema.parse({});
const signal = new AbortController().signal;
const told: string[] = [];
const claim = { config, runId: 'r1', holder: 'ann@laptop', onLeftovers: (text: string) => void told.push(text) };
const NAMESPACES = '/api/v1/namespaces';
const LEASES = '/apis/coordination.k8s.io/v1/namespaces/shakedown/leases';

describe('A run', () => {
  it('takes the Lease before all but its namespace, and releases it when all else is deleted', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    const run = await beginRun(api.door(), claim, signal);
    await run[Symbol.asyncDispose]();
    expect(api.writes).to.deep.equal([
      `POST ${NAMESPACES}`,
      `POST ${LEASES}`,
      `POST ${NAMESPACES}`,
      `DELETE ${NAMESPACES}/shakedown-workloads`,
      `DELETE ${LEASES}/shakedown`,
      `DELETE ${NAMESPACES}/shakedown`,
    ]);
    expect(api.objects.size).to.equal(0);
  });

  it('reports what it cannot remove, and keeps its verdict', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    const run = await beginRun(api.door(), claim, signal);
    api.refusals.set(`DELETE ${NAMESPACES}/shakedown-workloads`, 403);
    await run[Symbol.asyncDispose]();
    expect(told).to.deep.equal([
      'not everything was removed: 403 Forbidden: shakedown-workloads: 403; expected: to delete namespace shakedown-workloads\n' +
        'shakedown cleanup --run r1 removes the rest',
    ]);
    expect([...api.objects.keys()]).to.deep.equal([`${NAMESPACES}/shakedown-workloads`]);
  });

  it('runs without a Lease when it may not take one, says why, and leaves nothing', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    api.refusals.set(`POST ${LEASES}`, 403);
    await using run = await beginRun(api.door(), claim, signal);
    expect(run.unlocked).to.equal('403 Forbidden: leases: 403');
    expect(api.objects.size).to.equal(0);
  });

  it('that is dry touches nothing', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    const dry = configSchema.parse({ run: { dryRun: true } });
    await using run = await beginRun(api.door(), { ...claim, config: dry }, signal);
    expect(run.unlocked).to.equal('a dry run needs none');
    expect(api.writes).to.deep.equal([]);
  });
});
