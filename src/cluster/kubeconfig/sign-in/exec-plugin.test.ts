import { expect } from 'chai';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runExecPlugin } from './exec-plugin.ts';
import type { ExecEntry } from '../file/entries.ts';

const V1 = 'client.authentication.k8s.io/v1';
const ANSWER = `console.log(JSON.stringify({ apiVersion: "${V1}", kind: "ExecCredential", status: { token: "t" } }));`;

describe('A credential plugin', () => {
  let folder = '';
  let pidFile = '';
  let variables: Record<string, string> = {};
  const run = async (script: string, more: Partial<ExecEntry> = {}, signal = new AbortController().signal) => {
    const exec: ExecEntry = {
      ...{ apiVersion: V1, command: process.execPath, args: ['-e', script], env: [], installHint: '' },
      ...{ provideClusterInfo: false, interactiveMode: 'Never', ...more },
    };
    const surroundings = {
      env: { ...process.env, ...variables },
      home: folder,
      isTerminal: () => false,
      say: () => {},
      onSignIn: () => {},
      signal,
    };
    const { token } = await runExecPlugin(exec, 'FILE: user', undefined, surroundings);
    return token;
  };
  const refusal = async (script: string, more: Partial<ExecEntry> = {}) =>
    await run(script, more).catch((error: Error) => error.message.split('\n')[0]);
  /** Leaves a process behind that has standard error open. */
  const leaving = () =>
    `const left = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: ["ignore", "ignore", "inherit"], detached: true }); left.unref(); ${noting('left.pid')}`;
  const noting = (pid: string) => `require("node:fs").writeFileSync(${JSON.stringify(pidFile)}, String(${pid}));`;
  const pid = () => Number(readFileSync(pidFile, 'utf8'));

  for (const [policy, said] of [
    ['{}', undefined],
    ['credentialPluginPolicy: DenyAll', 'is not run: KUBERC has the credentialPluginPolicy DenyAll'],
    [
      'credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{command: other}]',
      'is not run: it is not in the credentialPluginAllowlist of KUBERC',
    ],
    [`credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{name: '${process.execPath}'}]`, undefined],
    [
      'credentialPluginPolicy: Sometimes',
      "KUBECONFIG_INVALID: KUBERC: credentialPluginPolicy is 'Sometimes', and not AllowAll, DenyAll or Allowlist",
    ],
    [
      'credentialPluginAllowlist: []',
      'KUBECONFIG_INVALID: KUBERC: it has a credentialPluginAllowlist without the policy Allowlist',
    ],
  ] as const)
    it(`is subject to the policy of kubectl: ${policy.split('\n')[0]}`, async () => {
      const file = join(folder, 'kuberc');
      const head = 'apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\n';
      writeFileSync(file, `${head}${policy === '{}' ? '' : policy}\n`);
      variables = { KUBERC: file };
      const seen = await refusal(ANSWER);
      variables = {};
      if (said === undefined) expect(seen).to.equal('t');
      else expect(seen?.replaceAll(file, 'KUBERC')).to.match(new RegExp(`${said}$`));
    });

  for (const [what, content] of [
    ['without #!', 'echo hello\n'],
    ['with a byte order mark before #!', '\uFEFF#!/bin/sh\n'],
    ['that is empty', ''],
  ] as const)
    it(`that is a script ${what} is not run, as the kernel does not`, async () => {
      const command = join(folder, 'plugin');
      writeFileSync(command, content, { mode: 0o700 });
      expect(await refusal('', { command })).to.equal(
        `KUBECONFIG_CREDENTIALS: FILE: user: the plugin ${command} is no program of this machine, and no script: a script begins with #! and the program that reads it`,
      );
    });

  for (const [what, answer, seen] of [
    [
      'more than one object',
      `${ANSWER} console.log("hello");`,
      'what it printed begins like JSON, and is not one object in JSON',
    ],
    ['a spec of another type', ANSWER.replace('status:', 'spec: 5, status:'), 'spec is a number, and not a mapping'],
    [
      'a day that does not exist',
      ANSWER.replace('{ token', '{ expirationTimestamp: "2100-02-30T00:00:00Z", token'),
      'its expirationTimestamp is no time such as 2027-01-31T12:00:00Z',
    ],
  ] as const)
    it(`that prints ${what} gave no credentials`, async () => {
      expect(await refusal(answer)).to.match(new RegExp(`gave no credentials: ${seen}$`));
    });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plugin-'));
    pidFile = join(folder, 'pid');
  });
  afterEach(() => {
    if (existsSync(pidFile) && lives(pid())) process.kill(pid(), 'SIGKILL');
    rmSync(folder, { recursive: true });
  });

  const unusable: readonly (readonly [what: string, more: Partial<ExecEntry>, said: string])[] = [
    ['a NUL in its args', { args: ['a\0b'] }, 'cannot be started: a NUL character is in its command, args or env'],
    [
      'a NUL in its env',
      { env: [{ name: 'A', value: 'x\0y' }] },
      'cannot be started: a NUL character is in its command, args or env',
    ],
    [
      'more args than there may be',
      { args: ['x'.repeat(3_000_000)] },
      'cannot be started: its args and env are too long for this machine (E2BIG)',
    ],
  ];
  for (const [what, more, said] of unusable)
    it(`with ${what} is an error of the kubeconfig`, async () => {
      expect(await refusal('', more)).to.equal(
        `KUBECONFIG_CREDENTIALS: FILE: user: the plugin ${process.execPath} ${said}`,
      );
    });

  it('is not waited for when it leaves a process behind that has standard error open', async () => {
    expect(await run(`${leaving()} ${ANSWER}`)).to.equal('t');
    expect(lives(pid())).to.equal(true);
  });

  it('says why it failed also when it leaves such a process behind', async () => {
    expect(
      await refusal(`${leaving()} console.error("a".repeat(30000) + "\\nlogin has expired"); process.exitCode = 1`),
    ).to.equal(
      `KUBECONFIG_CREDENTIALS: FILE: user: the plugin ${process.execPath} failed with exit code 1: login has expired`,
    );
  });

  it('that ignores SIGTERM is killed', async function () {
    this.timeout(20_000);
    const stop = new AbortController();
    const pending = run(
      `process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); ${noting('process.pid')}`,
      {},
      stop.signal,
    );
    const ended = pending.catch((error: Error) => error.message);
    while (!existsSync(pidFile) || pid() === 0) await sleep(10);
    stop.abort(new Error('closed'));
    expect(await ended).to.equal('closed');
    while (lives(pid())) await sleep(10);
  });
});

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
