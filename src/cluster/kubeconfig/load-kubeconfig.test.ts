import { expect } from 'chai';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { loadKubeconfig } from './load-kubeconfig.ts';

const kubeconfig = (name: string, current = name) => `
apiVersion: v1
kind: Config
current-context: ${current}
clusters: [{ name: ${name}, cluster: { server: 'https://${name}:6443/' } }]
users: [{ name: ${name}, user: { token: secret } }]
contexts: [{ name: ${name}, context: { cluster: ${name}, user: ${name} } }]
`;

describe('the configuration to reach a cluster with', () => {
  let home = '';
  const file = (name: string, text: string) => {
    writeFileSync(join(home, name), text);
    return join(home, name);
  };
  const here = (env: Record<string, string> = {}) => ({ env, home, serviceAccount: home });
  const failure = (options: { kubeconfig?: string; context?: string }, env: Record<string, string> = {}) => {
    try {
      loadKubeconfig(options, here(env));
    } catch (error) {
      if (error instanceof ShakedownError) return error.message;
      throw error;
    }
    throw new Error('nothing was thrown');
  };

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  it('is the file that is named', () => {
    const { server } = loadKubeconfig({ kubeconfig: file('a', kubeconfig('alpha')) }, here({ KUBECONFIG: '/nowhere' }));
    expect(server).to.equal('https://alpha:6443');
  });

  it('is otherwise what KUBECONFIG lists: the first file wins, and missing ones are skipped', () => {
    const list = ['/nowhere', file('a', kubeconfig('alpha')), file('b', kubeconfig('beta'))].join(delimiter);
    expect(loadKubeconfig({}, here({ KUBECONFIG: list })).server).to.equal('https://alpha:6443');
    const beta = loadKubeconfig({ context: 'beta' }, here({ KUBECONFIG: list }));
    expect(beta.server).to.equal('https://beta:6443');
  });

  it('is otherwise the one in the home directory', () => {
    mkdirSync(join(home, '.kube'));
    file('.kube/config', kubeconfig('alpha'));
    expect(loadKubeconfig({}, here()).server).to.equal('https://alpha:6443');
  });

  it('is otherwise the service account of the pod', () => {
    file('token', 'secret');
    const env = { KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '443' };
    expect(loadKubeconfig({}, here(env)).server).to.equal('https://10.96.0.1');
  });

  it('is never a guess', () => {
    expect(failure({})).to.equal(
      `KUBECONFIG_MISSING: no --kubeconfig, no KUBECONFIG, no ${join(home, '.kube', 'config')}, no service account of a pod\n  expected: to know which cluster to test\n  do:       name one: --kubeconfig FILE`,
    );
  });

  it('is the service account too when no file of KUBECONFIG exists, as in kubectl', () => {
    file('token', 'secret');
    const env = { KUBECONFIG: '/nowhere', KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
    expect(loadKubeconfig({}, here(env)).server).to.equal('https://[fd00::1]');
    expect(failure({ context: 'staging' }, env)).to.match(/^KUBECONFIG_UNREADABLE/);
  });

  it('that cannot be read says so', () => {
    expect(failure({ kubeconfig: '/nowhere' })).to.equal(
      'KUBECONFIG_UNREADABLE: /nowhere does not exist (ENOENT)\n  expected: to read the kubeconfig\n  do:       name a file that exists: --kubeconfig FILE, or KUBECONFIG=FILE',
    );
    expect(failure({ kubeconfig: 'no/where' })).to.match(
      /^KUBECONFIG_UNREADABLE: no\/where does not exist .*\n.*\n {2}do: .*; a relative path begins in \/\S+$/,
    );
    expect(failure({}, { KUBECONFIG: '/nowhere' })).to.equal(
      'KUBECONFIG_UNREADABLE: /nowhere, which KUBECONFIG names, does not exist (ENOENT)\n  expected: to read the kubeconfig\n  do:       name a file that exists: KUBECONFIG=FILE, or --kubeconfig FILE',
    );
    expect(failure({}, { KUBECONFIG: '/nowhere:/none' })).to.match(
      /^KUBECONFIG_UNREADABLE: none of the files that KUBECONFIG names exists: \/nowhere, \/none\n/,
    );
    const directory = (todo: string) =>
      expect(failure({ kubeconfig: home })).to.equal(
        `KUBECONFIG_UNREADABLE: ${home} is a directory, and not a file (EISDIR)\n  expected: to read the kubeconfig\n  do:       ${todo}`,
      );
    directory(`name a file in it: ${join(home, 'FILE')}`);
    file('config', '');
    directory(`name the file in it: ${join(home, 'config')}`);
  });

  it('that is not YAML names the place and does not quote it, because it may be a key', () => {
    const broken = file('broken', 'users:\n- name: eve\n  user: {client-key-data: SECRET\n');
    const message = failure({ kubeconfig: broken });
    expect(message).to.match(
      /^KUBECONFIG_INVALID: .*broken: not valid YAML: .* in line \d+, column \d+\n {2}expected: a valid kubeconfig\n/,
    );
    expect(message).not.to.contain('SECRET');
  });

  it('that is not a kubeconfig says so', () => {
    for (const text of ['null', '', 'apiVersion: v1\n']) {
      const empty = file('empty', text);
      expect(failure({ kubeconfig: empty })).to.equal(
        `KUBECONFIG_CONTEXT: no current context in ${empty}: it has no contexts, clusters or users\n  expected: a context that says which cluster to test\n  do:       name another file: --kubeconfig FILE; or have this one written again by the tool that made it`,
      );
    }
    expect(failure({ kubeconfig: file('a', 'hello') })).to.match(
      /a: not a kubeconfig: it is not a mapping of clusters, contexts and users\n.*\n {2}do: {7}correct that in an editor, or have the file written again by the tool that made it; another one is named with --kubeconfig FILE$/,
    );
  });

  it('without the requested context names those that it has', () => {
    const alpha = file('a', kubeconfig('alpha'));
    expect(failure({ kubeconfig: alpha, context: 'beta' })).to.equal(
      `KUBECONFIG_CONTEXT: no context 'beta' in ${alpha}: its contexts are alpha\n  expected: a context that says which cluster to test\n  do:       name one: --context NAME`,
    );
    expect(failure({ kubeconfig: file('b', kubeconfig('beta', "''")) })).to.contain('no current context');
  });

  it('is judged by the entries that its context names alone', () => {
    const cluster = { server: 'http://127.0.0.1:8001' };
    const grown = file(
      'grown',
      JSON.stringify({
        'current-context': 'good',
        clusters: [
          { name: 'good', cluster },
          { name: 'minikube', cluster: { server: '' } },
        ],
        contexts: [
          { name: 'good', context: { cluster: 'good', user: '' } },
          { name: 'minikube', context: { cluster: 'minikube', user: '' } },
        ],
      }),
    );
    expect(loadKubeconfig({ kubeconfig: grown }, here()).server).to.equal('http://127.0.0.1:8001');
    expect(failure({ kubeconfig: grown, context: 'minikube' })).to.equal(
      `KUBECONFIG_INVALID: ${grown}: cluster 'minikube', of context 'minikube', has no server\n  expected: a valid kubeconfig\n  do:       name it as https://HOST:PORT in clusters[].cluster.server`,
    );
  });

  it('names a proxy of the environment for messages, and refuses one that is none', () => {
    const alpha = file('a', kubeconfig('alpha'));
    const route = (env: Record<string, string>) => loadKubeconfig({ kubeconfig: alpha }, here(env)).route;
    expect(route({ HTTPS_PROXY: 'http://ann:secret@proxy:3128' })).to.equal(
      'https://alpha:6443 through the proxy http://proxy:3128',
    );
    expect(failure({ kubeconfig: alpha }, { HTTPS_PROXY: 'gopher://proxy' })).to.contain(
      'KUBECONFIG_INVALID: the environment variable HTTPS_PROXY has the scheme gopher:// that no proxy has',
    );
  });

  it('with a context that names a missing cluster says so', () => {
    const half = file('half', 'current-context: a\ncontexts: [{ name: a, context: { cluster: gone, user: gone } }]\n');
    expect(failure({ kubeconfig: half })).to.contain("context 'a' names the cluster 'gone', which is not in it");
  });
});
