import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ObjectApi } from '../../../test/cluster/cli/object-api.ts';
import { configSchema } from '../../config/schema.ts';
import { progressOn } from '../../terminal/progress.ts';
import type { PlatformOptions } from '../../cli/loadtest/options.ts';
import { planLoad } from './plan-load-test.ts';

const SERVICE = '/api/v1/namespaces/load/services/shop';
const PROPERTIES = '/api/v1/namespaces/load/configmaps/locust-properties';

describe('The plan of a load test', () => {
  let directory: string;
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'plan-'))));
  afterEach(() => rm(directory, { recursive: true }));

  /** The script that is to be run, or why there is none. */
  const scriptOf = async (options: Partial<PlatformOptions>, properties?: Record<string, string>) => {
    const set = properties && { [PROPERTIES]: { data: properties } };
    await using api = await ObjectApi.start({ [SERVICE]: { spec: { ports: [{ port: 80 }] } }, ...set });
    const cluster = api.door();
    const session = {
      ...{ cluster, config: configSchema.parse({}), ref: { namespace: 'load', name: 'locust' } },
      ...{ progress: progressOn({ write: () => {} }), signal: new AbortController().signal },
    };
    try {
      const { profile } = await planLoad(session, { name: 'locust', target: 'shop', ...options });
      return profile.script;
    } catch (error) {
      return (error as Error).message;
    } finally {
      session.progress.end();
      await cluster.close();
    }
  };

  it('has one of the scripts that were given for it', async () => {
    for (const name of ['buy.py', 'browse.py', 'people.csv']) await writeFile(join(directory, name), 'x = 1\n');
    expect(await scriptOf({ scripts: directory, script: 'buy.py' })).to.equal('buy.py');
    expect(await scriptOf({})).to.equal('');
  });

  it('is none when scripts were given and none of them is named: the default users would run instead', async () => {
    for (const name of ['buy.py', 'browse.py', 'people.csv']) await writeFile(join(directory, name), 'x = 1\n');
    const refusal =
      `LOAD_SCRIPT_UNKNOWN: none is named; there are browse.py, buy.py\n` +
      `  expected: one of the scripts in ${directory} to be run\n` +
      '  do:       --script NAME, or leave out --scripts for users who ask for --path';
    expect(await scriptOf({ scripts: directory })).to.equal(refusal);
    expect(await scriptOf({ scripts: directory }, { LOCUST_SCRIPT: '' })).to.equal(refusal);
  });

  it('is none with a file for the certificates of an authority that holds none', async () => {
    const ca = join(directory, 'ca.der');
    await writeFile(ca, '0\u0082\u0001');
    expect(await scriptOf({ ca })).to.equal(
      `LOAD_CA_UNREADABLE: ${ca}: no certificate is in it (a line '-----BEGIN CERTIFICATE-----')\n` +
        '  expected: a file with the certificate of an authority (PEM)',
    );
  });
});
