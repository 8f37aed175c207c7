import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { connect } from '../../../src/cluster/connect.ts';
import { kinds } from '../../../src/cluster/kinds/kinds.ts';
import { jumpingClock } from '../../../src/time/clock.ts';
import { testbedKubeconfig } from './testbed-kubeconfig.ts';

type Entries = Record<string, string>;
interface File {
  clusters: { cluster: Entries }[];
  users: { user: Entries }[];
}

describe('The door to a real API server', () => {
  let kubeconfig = '';
  let folder = '';
  /** The testbed's kubeconfig with something changed. */
  const changed = (change: (cluster: Entries, user: Entries) => void) => {
    const file = parse(readFileSync(kubeconfig, 'utf8')) as File;
    change(file.clusters[0]?.cluster ?? {}, file.users[0]?.user ?? {});
    writeFileSync(join(folder, 'kubeconfig'), JSON.stringify(file));
    return join(folder, 'kubeconfig');
  };
  const refusal = async (file: string) =>
    connect({ kubeconfig: file, clock: jumpingClock() }).then(
      async (door) => {
        await door.close();
        return 'it opened';
      },
      (error: Error) => error.message,
    );

  before(async function () {
    this.timeout(120_000);
    kubeconfig = await testbedKubeconfig();
    folder = mkdtempSync(join(tmpdir(), 'connect-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('opens with a client certificate', async () => {
    const door = await connect({ kubeconfig });
    const nodes = await door.list(kinds.nodes);
    expect(nodes.map(({ status }) => status?.nodeInfo?.operatingSystem)).to.include('linux');
    expect(door.requests).to.deep.equal({ RAW: 1, LIST: 1 });
    await door.close();
  });

  it('does not open to a server whose authority is unknown', async () => {
    const unknown = changed((cluster) => {
      for (const key of ['certificate-authority-data', 'certificate-authority']) delete cluster[key];
    });
    expect(await refusal(unknown)).to.match(
      /^CLUSTER_TLS: no trusted TLS connection to https:\S+: .+ \([A-Z_]+\)\n {2}expected: to get \/version\n {2}do: {7}check certificate-authority/,
    );
  });

  it('does not open with a token that is not accepted', async () => {
    const wrong = changed((_, user) => {
      for (const key of Object.keys(user)) delete user[key];
      user['token'] = 'not-a-token';
    });
    expect(await refusal(wrong)).to.match(
      /^CLUSTER_UNAUTHORIZED: the token of user '\S+' in \/\S+ is not accepted \(401 Unauthorized\)\n {2}expected: to get \/version\n {2}do: {7}renew the credentials; kubectl auth whoami, with the same kubeconfig and context, shows whether they are accepted$/,
    );
  });

  it('does not open where no server listens', async () => {
    const nowhere = changed((cluster) => {
      cluster['server'] = 'https://127.0.0.1:1';
    });
    expect(await refusal(nowhere)).to.match(
      /^CLUSTER_UNREACHABLE: https:\/\/127\.0\.0\.1:1 cannot be reached \(ECONNREFUSED\)\n {2}expected: to get \/version\n/,
    );
  });
});
