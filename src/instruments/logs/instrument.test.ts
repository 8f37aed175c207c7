import { expect } from 'chai';
import { FakeApiServer, listOf, status, type FakeApi } from '../../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../../config/schema.ts';
import { makeObjects } from '../../objects/objects.ts';
import { jumpingClock } from '../../time/clock.ts';
import { outsideOfChecks } from '../contract/check-scope.ts';
import { logs } from './instrument.ts';
import type { Logs } from './logs.ts';

const { signal } = new AbortController();
const services = (...items: object[]) => ({ '/api/v1/services': listOf('1', items) });
const store = { metadata: { namespace: 'logging', name: 'victorialogs' }, spec: { ports: [{ port: 9428 }] } };
const nodes = (...items: object[]) => ({ '/api/v1/nodes': listOf('1', items) });

/** What something comes to with the tool of a check, or the message of its error. */
async function using<T>(
  routes: NonNullable<FakeApi['routes']>,
  work: (tool: Logs) => Promise<T>,
  settings: object = {},
): Promise<T | string> {
  await using api = await FakeApiServer.start({ routes });
  const cluster = api.door({ clock: jumpingClock(new Date('2026-01-01T01:00:00Z')) });
  const config = configSchema.parse({ image: 'suite:1', ...settings });
  const objects = makeObjects({ cluster, config, runId: 'r' });
  try {
    return await work(logs.make({ cluster, config, objects, signal }).forCheck(outsideOfChecks(signal)));
  } catch (error) {
    return (error as Error).message;
  } finally {
    await cluster.close();
  }
}

const write = (tool: Logs) => tool.write({ name: 'node', on: 'node-1', lines: [{ kind: 'steady', count: 1 }] });

describe('The instrument logs', () => {
  it('creates no writer where the cluster has no log store', async () => {
    expect(await using(services(), write)).to.match(/^no Service has a usual name or label of VictoriaLogs, /);
  });

  it('creates no writer for a node that is gone or not a real one', async () => {
    expect(await using({ ...services(store), ...nodes() }, write)).to.equal('node node-1 was deleted during the run');
    const kwok = { metadata: { name: 'node-1', labels: { type: 'kwok' } } };
    expect(await using({ ...services(store), ...nodes(kwok) }, write)).to.equal(
      'no log writer on node node-1: simulated node (label type=kwok)',
    );
  });

  it('replaces no collector that is not named, or not there', async () => {
    const replace = (tool: Logs) => tool.replaceCollector('node-1');
    expect(await using({}, replace)).to.equal('logs.collector of the configuration names no collector');
    const path = '/apis/apps/v1/namespaces/logging/daemonsets/agent';
    const absent = { [path]: status(404, 'NotFound', 'not found', { name: 'agent' }) };
    expect(await using(absent, replace, { logs: { collector: 'logging/agent' } })).to.equal(
      'there is no DaemonSet logging/agent (logs.collector)',
    );
    const owner = { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'agent', uid: 'u2' };
    const there = {
      [path]: {
        body: { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'agent', uid: 'u1' } },
      },
      '/api/v1/namespaces/logging/pods': listOf('1', [{ metadata: { name: 'other', ownerReferences: [owner] } }]),
    };
    expect(await using(there, replace, { logs: { collector: 'logging/agent' } })).to.equal(
      'no pod of DaemonSet logging/agent is on node node-1',
    );
  });

  it('may delete pods of the collector only in disruptive runs', () => {
    const deletes = (settings: object) =>
      (logs.configuredRights?.(configSchema.parse(settings)) ?? []).filter(({ verbs }) => verbs.includes('delete'));
    const named = { logs: { collector: 'logging/agent' } };
    expect(deletes(named)).to.deep.equal([]);
    expect(deletes({ ...named, run: { disruptive: true } })).to.have.nested.property('[0].scope.namespace', 'logging');
  });
});
