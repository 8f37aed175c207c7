import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { ApiClient } from '../../../src/cluster/transport/api-client.ts';
import { ClusterError } from '../../../src/cluster/cluster-error.ts';
import { loadKubeconfig } from '../../../src/cluster/kubeconfig/load-kubeconfig.ts';
import { ShakedownError } from '../../../src/errors/shakedown-error.ts';
import { jumpingClock } from '../../../src/time/clock.ts';
import type { Invocation } from './row.ts';

/** What a program does with a kubeconfig. */
export interface Outcome {
  /** Who the server says it is, all of it; undefined when it was not let in. */
  identity?: object;
  /** One line: who it is, or why not. */
  line: string;
  /** The exit code. */
  exit: number;
}

interface Review {
  status: { userInfo: { username: string; groups?: string[] } };
}

const SAFE_ENV = { PATH: process.env['PATH'] ?? '' };

/** What kubectl does: `kubectl auth whoami`, which asks the server who it is. */
export function ofKubectl(
  kubectl: string,
  directory: string,
  { kubeconfig, context, env }: Invocation,
): Promise<Outcome> {
  const flags = [...(kubeconfig ? ['--kubeconfig', kubeconfig] : []), ...(context ? ['--context', context] : [])];
  const options = {
    cwd: '/',
    // Over HTTP/2, a connection that the server ends has one of two messages, as it happens.
    env: { HOME: join(directory, 'nobody'), DISABLE_HTTP2: '1', ...SAFE_ENV, ...env },
    encoding: 'utf8' as const,
  };
  return new Promise((resolve) => {
    const done = (error: Error | null, stdout: string, stderr: string) => {
      if (!error) return resolve({ exit: 0, ...known(JSON.parse(stdout) as Review) });
      const lines = stderr.split('\n').filter((one) => !/^[EIW]\d{4} |^$/.test(one));
      const cause = lines.findLast((one) => !one.includes('was refused - did you'));
      resolve({ exit: 1, line: (cause ?? lines.join(' ')).replace(/^error: /, '') });
    };
    const child = execFile(kubectl, ['auth', 'whoami', '-o', 'json', '--request-timeout=5s', ...flags], options, done);
    child.stdin?.end();
  });
}

/** What the suite does with the same files and variables. */
export async function ofSuite(directory: string, { kubeconfig, context, env = {} }: Invocation): Promise<Outcome> {
  let close: (() => Promise<void>) | undefined;
  try {
    const options = { ...(kubeconfig && { kubeconfig }), ...(context && { context }) };
    const { server, route, access } = loadKubeconfig(options, {
      ...{ env: { ...SAFE_ENV, ...env }, home: env['HOME'] ?? join(directory, 'nobody'), serviceAccount: devNull },
      ...{ isTerminal: () => false, say: () => {} },
    });
    const api = new ApiClient({ server, route, source: access, clock: jumpingClock(), timeoutMs: 5_000 });
    close = () => api.close();
    const review = await api.object<Review>({
      ...{ verb: 'CREATE', method: 'POST', repeat: 'never', doing: 'ask who this is' },
      path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
    });
    return { exit: 0, ...known(review) };
  } catch (error) {
    if (!(error instanceof ShakedownError)) throw error;
    return { exit: error instanceof ClusterError ? 5 : 2, line: `${error.code}: ${error.seen.split('\n')[0]}` };
  } finally {
    await close?.();
  }
}

function known({ status: { userInfo } }: Review): { identity: object; line: string } {
  const groups = userInfo.groups?.filter((group) => !/^system:(?:authenticated|serviceaccounts)/.test(group)) ?? [];
  return { identity: userInfo, line: [userInfo.username, ...groups].join(', ') };
}
