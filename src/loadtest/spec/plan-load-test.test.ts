import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { FakeApiServer } from '../../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../../config/schema.ts';
import { planLoadTest, type LoadTestSource } from './plan-load-test.ts';

const SERVICE = '/api/v1/namespaces/load/services/shop';
const PROPERTIES = '/api/v1/namespaces/load/configmaps/locust-properties';

describe('The plan of a load test', () => {
  let directory: string;
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'plan-'))));
  afterEach(() => rm(directory, { recursive: true }));

  /** The planned script, or why there is none. */
  const scriptOf = async (
    { script, ...source }: { script?: string } & Partial<LoadTestSource>,
    properties?: Record<string, string>,
  ) => {
    const set = properties && { [PROPERTIES]: { data: properties } };
    await using api = await FakeApiServer.start({
      objects: { [SERVICE]: { spec: { ports: [{ port: 80 }] } }, ...set },
    });
    const cluster = api.door();
    const context = { cluster, config: configSchema.parse({}), signal: new AbortController().signal };
    try {
      const own = { TARGET_HOST: 'shop', ...(script !== undefined && { LOCUST_SCRIPT: script }) };
      const { spec } = await planLoadTest(context, 'load', { properties: own, ...source });
      return spec.script;
    } catch (error) {
      return (error as Error).message;
    } finally {
      await cluster.close();
    }
  };

  it('is one of the scripts of the test', async () => {
    for (const name of ['buy.py', 'browse.py', 'people.csv']) await writeFile(join(directory, name), 'x = 1\n');
    expect(await scriptOf({ scripts: directory, script: 'buy.py' })).to.equal('buy.py');
    expect(await scriptOf({})).to.equal('');
  });

  it('is none when scripts were given and none of them is named: the default users would run instead', async () => {
    for (const name of ['buy.py', 'browse.py', 'people.csv']) await writeFile(join(directory, name), 'x = 1\n');
    const refusal =
      `LOAD_SCRIPT_UNKNOWN: no script of ${directory} is named; it has browse.py, buy.py\n` +
      `  expected: one of the scripts in ${directory} to be run\n` +
      '  do:       name one: --script browse.py; or leave out --scripts: then users request --path';
    expect(await scriptOf({ scripts: directory })).to.equal(refusal);
    expect(await scriptOf({ scripts: directory }, { LOCUST_SCRIPT: '' })).to.equal(refusal);
  });

  it('that names no script of a directory, or of the namespace, says which there are and how to name one', async () => {
    for (const name of ['buy.py', 'browse.py']) await writeFile(join(directory, name), 'x = 1\n');
    const refusal = (script: string, hint: string) =>
      `LOAD_SCRIPT_UNKNOWN: ${directory} has no script ${script}; it has browse.py, buy.py\n` +
      `  expected: the script ${script} in ${directory}\n` +
      `  do:       ${hint}name a script by its path below ${directory}: --script NAME`;
    const unknown = async (script: string) => await scriptOf({ scripts: directory, script });
    expect(await unknown('bye.py')).to.equal(refusal('bye.py', 'did you mean --script buy.py? '));
    expect(await unknown('load/buy.py')).to.equal(refusal('load/buy.py', 'did you mean --script buy.py? '));
    expect(await unknown('checkout.py')).to.equal(refusal('checkout.py', ''));
    expect(await scriptOf({ script: 'buy.py' })).to.equal(
      'LOAD_SCRIPT_UNKNOWN: ConfigMap load/locust-scripts has no script buy.py; it has none at all\n' +
        '  expected: the script buy.py in ConfigMap load/locust-scripts\n' +
        '  do:       to run a script of a directory: --scripts DIR --script NAME; to put scripts there: shakedown loadtest update-scripts DIR',
    );
  });

  it('names what is missing as its source writes it: by flags, unless the namespace has properties', async () => {
    const nameOf = () => '--target';
    expect(await scriptOf({ properties: {}, nameOf })).to.include('LOAD_PROPERTIES_INVALID: --target is not set');
    expect(await scriptOf({ properties: {}, nameOf }, { USERS: '5' })).to.include(
      'LOAD_PROPERTIES_INVALID: TARGET_HOST is not set',
    );
  });
});
