import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { parse } from 'yaml';
import { encryptedKey, otherKey } from '../../../src/cluster/kubeconfig/tls/client-certificate.fixture.ts';
import { up, type Testbed } from '../../../testbed/testbed.ts';
import { clusterRows } from './cluster-rows.ts';
import { fileRows } from './file-rows.ts';
import { ofKubectl, ofSuite } from './outcome.ts';
import { pluginRows } from './plugin-rows.ts';
import { Proxies } from './proxies.ts';
import { Workbench, type Material, type Row } from './row.ts';
import { page, type Compared } from './table.ts';
import { userRows } from './user-rows.ts';
import { differingLines } from '../../differing-lines.ts';

const PAGE = resolve(import.meta.dirname, '../../../docs/reference/kubeconfig.md');

const chapters = new Map<string, readonly Row[]>([
  ['Users', userRows],
  ['Plugins', pluginRows],
  ['Clusters', clusterRows],
  ['Contexts and files', fileRows],
]);

describe('A kubeconfig is read as kubectl reads it:', () => {
  const compared = new Map<string, Compared[]>();
  let folder = '';
  let kubectl = '';
  let material: Material;
  let proxies: Proxies;

  before(async function () {
    this.timeout(180_000);
    const cluster = await up({ name: process.env['SHAKEDOWN_TEST_CLUSTER'] ?? 'shakedown', waitForMetrics: false });
    ({ kubectl } = cluster);
    folder = mkdtempSync(join(tmpdir(), 'like-kubectl-'));
    proxies = await Proxies.start();
    material = { ...ofCluster(cluster), httpProxy: proxies.http, socksProxy: proxies.socks };
  });
  after(async () => {
    await proxies[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  for (const [title, rows] of chapters) {
    const done: Compared[] = [];
    compared.set(title, done);
    for (const row of rows)
      it(row.what, async function () {
        this.timeout(60_000);
        const bench = new Workbench(join(folder, `${title}-${rows.indexOf(row)}`.replaceAll(' ', '-')), material);
        const invocation = row.make(bench);
        const { directory } = bench;
        const [left, right] = await Promise.all([
          ofKubectl(kubectl, directory, invocation),
          ofSuite(directory, invocation),
        ]);
        done.push({ row, directory, kubectl: left, suite: right });
        if (row.differs) expect(Boolean(left.identity), 'differs no more').not.to.equal(Boolean(right.identity));
        else expect(right.identity, `kubectl: ${left.line}\nsuite: ${right.line}`).to.deep.equal(left.identity);
      });
  }

  it('and docs/reference/kubeconfig.md has all of it: UPDATE_DOCS=1 writes the page', async () => {
    const options = { ...(await resolveConfig(PAGE)), filepath: PAGE };
    const text = await format(page(compared, material), options);
    if (process.env['UPDATE_DOCS']) writeFileSync(PAGE, text);
    const told = readFileSync(PAGE, 'utf8');
    if (told !== text) expect.fail(`the page is not up to date:\n${differingLines(told, text).join('\n')}`);
  });
});

interface File {
  clusters: { cluster: Record<string, string> }[];
  users: { user: Record<string, string> }[];
}

/** What the kubeconfig of the cluster's administrator holds, and a token of a service account. */
function ofCluster({ kubeconfig, kubectl }: Testbed): Omit<Material, 'httpProxy' | 'socksProxy'> {
  const { clusters, users } = parse(readFileSync(kubeconfig, 'utf8')) as File;
  const [{ cluster } = { cluster: {} }] = clusters;
  const [{ user } = { user: {} }] = users;
  const held = (entry: Record<string, string>, key: string) =>
    entry[`${key}-data`] === undefined
      ? readFileSync(resolve(dirname(kubeconfig), entry[key] ?? ''), 'utf8')
      : Buffer.from(entry[`${key}-data`] ?? '', 'base64').toString();
  const token = ['create', 'token', 'default', '--namespace=default', `--kubeconfig=${kubeconfig}`];
  return {
    ...{ server: cluster['server'] ?? '', ca: held(cluster, 'certificate-authority') },
    ...{ cert: held(user, 'client-certificate'), key: held(user, 'client-key'), otherKey, encryptedKey },
    token: execFileSync(kubectl, token, { encoding: 'utf8' }).trim(),
    nowhere: 'http://127.0.0.1:1',
  };
}
