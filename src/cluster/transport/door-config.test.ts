import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DoorConfig } from './door-config.ts';

describe('what a request needs to be authenticated', () => {
  let folder = '';
  const cluster = { name: 'c', server: 'https://127.0.0.1:6443', skipTLSVerify: false };
  const config = (user: object, more: object = {}) => {
    const made = new DoorConfig();
    made.loadFromClusterAndUser({ ...cluster, ...more }, { name: 'u', ...user });
    return made;
  };
  const plugin = (script: string) => ({
    exec: { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: ['-e', script] },
  });
  const caught = async (promise: Promise<unknown>) => promise.catch((error: Error) => error.message);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'access-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is one connection pool for all requests', async () => {
    const made = config({ token: 'secret' });
    const [first, second] = [await made.access(), await made.access()];
    expect(first.headers).to.deep.equal({ Authorization: 'Bearer secret' });
    expect(second.dispatcher).to.equal(first.dispatcher);
    made.reject();
    expect((await made.access()).dispatcher).to.equal(first.dispatcher);
    await made.close();
  });

  it('may be a token in a file, as that of a service account', async () => {
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, 'of the kubelet');
    const made = config({ authProvider: { name: 'tokenFile', config: { tokenFile } } });
    expect((await made.access()).headers).to.deep.equal({ Authorization: 'Bearer of the kubelet' });
    await made.close();
  });

  it('may be what a credential plugin prints', async () => {
    const made = config(plugin('console.log(JSON.stringify({ status: { token: "of the plugin" } }))'));
    expect((await made.access()).headers).to.deep.equal({ Authorization: 'Bearer of the plugin' });
    await made.close();
  });

  it('makes new connections for a new client certificate', async () => {
    const made = config(
      plugin(
        'console.log(JSON.stringify({ status: { clientCertificateData: String(process.pid), clientKeyData: "k", expirationTimestamp: "2020-01-01T00:00:00Z" } }))',
      ),
    );
    const first = await made.access();
    made.reject();
    expect((await made.access()).dispatcher).not.to.equal(first.dispatcher);
    await made.close();
  });

  it('says what the plugin said when it fails, in one line', async () => {
    const made = config(plugin('console.error("login has expired\\nstack"); process.exit(1)'));
    expect(await caught(made.access())).to.equal(
      'KUBECONFIG_CREDENTIALS: login has expired\n  expected: credentials, obtained as the kubeconfig describes\n  do:       kubectl auth whoami, with the same kubeconfig, must work first',
    );
  });

  it('says which file is missing', async () => {
    const caFile = join(folder, 'ca.crt');
    expect(await caught(config({}, { caFile }).access())).to.contain(
      `ENOENT: no such file or directory, open '${caFile}'`,
    );
  });

  it('may be nothing at all, even without TLS: that is the decision of the kubeconfig', async () => {
    const made = config({}, { server: 'http://127.0.0.1:8080' });
    expect((await made.access()).headers).to.deep.equal({});
    await made.close();
  });
});
