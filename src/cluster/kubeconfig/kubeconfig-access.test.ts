import { expect } from 'chai';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { certificate, key } from './tls/client-certificate.fixture.ts';
import { nobody, type ClusterEntry, type UserEntry } from './file/entries.ts';
import { KubeconfigAccess } from './kubeconfig-access.ts';

const V1 = 'client.authentication.k8s.io/v1';

describe('What a request needs to be authenticated', () => {
  let folder = '';
  let now = 0;
  const signedIn: string[] = [];
  const said: string[] = [];
  const opened: KubeconfigAccess[] = [];
  const access = (
    user: Partial<UserEntry>,
    { server = 'https://k8s', terminal = false, ...more }: Partial<ClusterEntry> & { terminal?: boolean } = {},
  ) => {
    const cluster: ClusterEntry = {
      ...{ origin: 'FILE', label: "cluster 'c'", server, tlsServerName: '', insecure: false, caFile: '' },
      ...{ caData: Buffer.alloc(0), proxyUrl: '', disableCompression: false, execExtension: undefined, ...more },
    };
    const chosen = { context: 'x', cluster, server: new URL(server), user: { ...nobody('FILE', "user 'u'"), ...user } };
    const surroundings = {
      env: process.env,
      home: '/nonexistent',
      isTerminal: () => terminal,
      say: (text: Buffer) => void said.push(text.toString()),
      onSignIn: (command: string) => void signedIn.push(command),
    };
    const made = new KubeconfigAccess(chosen, undefined, surroundings, { date: () => now, now: () => now });
    opened.push(made);
    return made;
  };
  const plugin = (script: string, more: Partial<NonNullable<UserEntry['exec']>> = {}): Partial<UserEntry> => ({
    exec: {
      ...{ apiVersion: V1, command: process.execPath, args: ['-e', script], env: [], installHint: '' },
      ...{ provideClusterInfo: false, interactiveMode: 'Never', ...more },
    },
  });
  const printing = (status: string) =>
    `console.log(JSON.stringify({ apiVersion: "${V1}", kind: "ExecCredential", status: ${status} }))`;
  const caught = async (make: () => Promise<unknown>) => make().catch((error: Error) => error.message);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'access-'));
    now = Date.parse('2026-11-27T12:00:00Z');
    signedIn.length = 0;
    said.length = 0;
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    for (const one of opened.splice(0)) await one.close();
  });

  it('is one connection pool for all requests', async () => {
    const made = access({ token: 'secret' });
    const [first, second] = [await made.access(), await made.access()];
    expect(first.headers).to.deep.equal({ Authorization: 'Bearer secret' });
    expect(second.dispatcher).to.equal(first.dispatcher);
    made.reject(second);
    expect((await made.access()).dispatcher).to.equal(first.dispatcher);
  });

  it('is read again when a token is renewed in its file; while the file is missing, the last token holds', async () => {
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, 'first\n');
    const made = access({ tokenFile });
    const token = async () => (await made.access()).headers['Authorization'];
    expect(await token()).to.equal('Bearer first');
    writeFileSync(tokenFile, 'second\n');
    expect(await token()).to.equal('Bearer first');
    now += 30_000;
    expect(await token()).to.equal('Bearer second');
    rmSync(tokenFile);
    now += 30_000;
    expect(await token()).to.equal('Bearer second');
  });

  it('is never without a token when its file is missing', async () => {
    const tokenFile = join(folder, 'none');
    expect(await caught(async () => access({ tokenFile }))).to.equal(
      `KUBECONFIG_CREDENTIALS: FILE: user 'u' names tokenFile ${tokenFile}, which cannot be read (ENOENT)\n  expected: credentials, obtained as the kubeconfig describes\n  do:       create the file with a token in it, or correct tokenFile: a relative path is relative to the kubeconfig`,
    );
  });

  it('is whom the kubeconfig impersonates, with uid, groups and extra', async () => {
    const asExtra = new Map([['example.com/reason', ['upgrade', 'on call']]]);
    const made = access({ token: 't', as: 'jürgen', asUid: '4711', asGroups: ['a', 'b'], asExtra });
    expect((await made.access()).headers).to.deep.equal({
      Authorization: 'Bearer t',
      'Impersonate-User': Buffer.from('jürgen').toString('latin1'),
      'Impersonate-Uid': '4711',
      'Impersonate-Group': ['a', 'b'],
      'Impersonate-Extra-example.com%2Freason': ['upgrade', 'on call'],
    });
  });

  it('has no credentials over plain HTTP, and reads none: only whom to impersonate', async () => {
    const made = access(
      { token: 'secret', tokenFile: '/none', as: 'jane', ...plugin('process.exit(1)') },
      { server: 'http://127.0.0.1:8001' },
    );
    expect((await made.access()).headers).to.deep.equal({ 'Impersonate-User': 'jane' });
  });

  it('is not nothing over TLS', async () => {
    expect(await caught(async () => access({}))).to.match(
      /^KUBECONFIG_CREDENTIALS: FILE: user 'u' has no credentials\n/,
    );
  });

  it('is asked of a plugin once, until it expires or is not accepted', async () => {
    const counter = join(folder, 'count');
    const count = `const fs = require("node:fs"); fs.appendFileSync(${JSON.stringify(counter)}, "x");`;
    const made = access(
      plugin(
        `${count} ${printing('{ token: "t" + fs.statSync(' + JSON.stringify(counter) + ').size, expirationTimestamp: "2026-11-27T12:10:00Z" }')}`,
      ),
    );
    const token = async () => (await made.access()).headers['Authorization'];
    expect(await token()).to.equal('Bearer t1');
    now += 60_000;
    expect(await token()).to.equal('Bearer t1');
    const used = await made.access();
    made.reject(used);
    expect(await token()).to.equal('Bearer t2');
    made.reject(used);
    expect(await token()).to.equal('Bearer t2');
    now += 600_000;
    expect(await token()).to.equal('Bearer t3');
  });

  it('is on new connections for a new client certificate', async () => {
    const [certFile, keyFile] = [join(folder, 'c.crt'), join(folder, 'c.key')];
    writeFileSync(certFile, certificate);
    writeFileSync(keyFile, key);
    const made = access({ certFile, keyFile });
    const first = await made.access();
    now += 30_000;
    expect((await made.access()).dispatcher).to.equal(first.dispatcher);
    writeFileSync(certFile, certificate.repeat(2));
    now += 30_000;
    expect((await made.access()).dispatcher).not.to.equal(first.dispatcher);
  });

  it('tells a plugin about the cluster when it wants to know, and whether it may ask', async () => {
    const seen = join(folder, 'info');
    const script = `require("node:fs").writeFileSync(${JSON.stringify(seen)}, process.env.KUBERNETES_EXEC_INFO); ${printing('{ token: "t" }')}`;
    await access(plugin(script, { provideClusterInfo: true, interactiveMode: 'IfAvailable' }), {
      terminal: true,
      insecure: true,
      execExtension: { a: 1 },
    }).access();
    expect(JSON.parse(readFileSync(seen, 'utf8'))).to.deep.equal({
      kind: 'ExecCredential',
      apiVersion: V1,
      spec: {
        interactive: true,
        cluster: { server: 'https://k8s', 'insecure-skip-tls-verify': true, config: { a: 1 } },
      },
    });
    expect(signedIn).to.deep.equal([process.execPath]);
  });

  it('does not run a plugin that must ask when nobody can answer', async () => {
    expect(await caught(async () => await access(plugin('', { interactiveMode: 'Always' })).access())).to.equal(
      `KUBECONFIG_CREDENTIALS: FILE: user 'u': the plugin ${process.execPath} asks questions, and standard input is not a terminal\n  expected: credentials, obtained as the kubeconfig describes\n  do:       run it on a terminal, or use an account that needs no sign-in`,
    );
  });

  it('says what the plugin said when it fails, in one line', async () => {
    const failing = access(plugin('console.error("\\u001b[31mlogin has expired\\u001b[0m"); process.exit(1)'));
    expect(await caught(async () => await failing.access())).to.equal(
      `KUBECONFIG_CREDENTIALS: FILE: user 'u': the plugin ${process.execPath} failed with exit code 1: login has expired\n  expected: credentials, obtained as the kubeconfig describes\n  do:       kubectl auth whoami, with the same kubeconfig, must work first`,
    );
    expect(said.join('')).to.contain('login has expired');
  });

  it('says how to install a plugin that is not there', async () => {
    const missing = plugin('', { command: 'no-such-plugin', installHint: 'brew install it\u001b[2J' });
    expect(await caught(async () => await access(missing).access())).to.match(
      /the plugin no-such-plugin is not in PATH\n[^\n]*\n {2}do: {7}brew install it$/,
    );
  });

  for (const [what, end] of [
    ['', ''],
    [', also when it has ended and they have not', 'process.exit(0)'],
  ])
    it(`ends the plugin and its children when the connection is closed${what}`, async () => {
      const [begun, ended] = [join(folder, 'begun'), join(folder, 'ended')];
      const note = (file: string) => `require("node:fs").writeFileSync(${JSON.stringify(file)}, "")`;
      const child = `process.on("SIGTERM", () => { ${note(ended)}; process.exit() }); setInterval(() => {}, 1000); ${note(begun)}`;
      const spawned = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(child)}], { stdio: "inherit", detached: true })`;
      const made = access(plugin(`${spawned}; ${end}`));
      const pending = caught(async () => await made.access());
      await there(begun);
      await made.close();
      expect(await pending).to.equal('the connection to the cluster was closed');
      await there(ended);
    });
});

async function there(file: string): Promise<void> {
  for (let looks = 0; !existsSync(file) && looks < 1_000; looks += 1) await sleep(10);
  expect(existsSync(file)).to.equal(true);
}
