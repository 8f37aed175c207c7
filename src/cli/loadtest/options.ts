import { readFile } from 'node:fs/promises';
import { messageOf, ShakedownError } from '../../errors/shakedown-error.ts';
import type { LoadTestSource } from '../../loadtest/spec/plan-load-test.ts';
import { certificatesProblem } from '../../loadtest/spec/certificates.ts';
import type { NameOf, Property } from '../../loadtest/spec/property-keys.ts';

/** The options that select a platform and its parts. */
export interface PlatformOptions {
  namespace?: string;
  name: string;
  target?: string;
  /** `false` with --no-resolve. */
  resolve?: boolean;
  workers?: string;
  script?: string;
  scripts?: string;
  path?: string[];
  tls?: 'verify' | 'insecure';
  ca?: string;
  secret?: string;
}

/** The options of a load. */
export interface LoadOptions {
  users?: string;
  spawnRate?: string;
  runTime?: string;
  rate?: string;
  threshold?: string[];
}

/** The flag of each property. */
const FLAGS: Readonly<Record<Property, string>> = {
  WORKER_NUM: '--workers',
  LOCUST_SCRIPT: '--script',
  TARGET_HOST: '--target',
  TARGET_PATHS: '--path',
  TARGET_TLS: '--tls',
  TARGET_CA: '--ca',
  USERS: '--users',
  SPAWN_RATE: '--spawn-rate',
  RUN_TIME: '--run-time',
  RATE: '--rate',
  THRESHOLDS: '--threshold',
};

/** How a property is named on the command line. */
export const flagOf: NameOf = (key) => FLAGS[key];

/** The input of a plan, from the flags. */
export async function sourceOf(options: PlatformOptions & LoadOptions): Promise<LoadTestSource> {
  const { scripts, secret, resolve } = options;
  return { properties: await propertiesOf(options), scripts, secret, resolve, nameOf: flagOf };
}

/** The flags as properties: an absent flag sets none. */
export async function propertiesOf(options: PlatformOptions & LoadOptions): Promise<Record<string, string>> {
  const { target, workers, script, path, tls, ca, users, spawnRate, runTime, rate, threshold } = options;
  const properties = {
    TARGET_HOST: target,
    WORKER_NUM: workers,
    LOCUST_SCRIPT: script,
    TARGET_PATHS: path?.join('\n'),
    TARGET_TLS: tls,
    TARGET_CA: ca === undefined ? undefined : await certificates(ca),
    USERS: users,
    SPAWN_RATE: spawnRate,
    RUN_TIME: runTime,
    RATE: rate,
    THRESHOLDS: threshold?.join('\n'),
  };
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >;
}

async function certificates(file: string): Promise<string> {
  const unreadable = (why: string, cause?: unknown) =>
    new ShakedownError('LOAD_CA_UNREADABLE', {
      meaning: 'usage',
      expected: 'a file with the certificate of an authority (PEM)',
      seen: why,
      todo: 'name a file with a certificate in PEM: --ca FILE',
      ...(cause === undefined ? {} : { cause }),
    });
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadable(messageOf(error, file), error);
  });
  const problem = certificatesProblem(text);
  if (problem !== undefined) throw unreadable(`${file}: ${problem}`);
  return text;
}
