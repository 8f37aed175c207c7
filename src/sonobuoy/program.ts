import { execa, type Result } from 'execa';
import { ShakedownError } from '../errors/shakedown-error.ts';
import { sonobuoyStatusSchema, type SonobuoyStatus } from './status.ts';
import { isAtLeast, OLDEST, versionNumbers } from './version.ts';

/** The Sonobuoy program, and the cluster that it connects to. */
export interface SonobuoyOptions {
  /** The program: a path, or a name that is searched in PATH. */
  path: string;
  namespace: string;
  kubeconfig?: string | undefined;
  context?: string | undefined;
}

/** The sonobuoy program on the user's machine. */
export interface SonobuoyProgram {
  /** The version that it prints: `v0.57.3`. */
  readonly version: string;
  /**
   * Starts a run and returns when its objects are created.
   * @throws ShakedownError SONOBUOY_FAILED with what it printed.
   */
  start(options: StartOptions, signal: AbortSignal): Promise<void>;
  /** @throws ShakedownError SONOBUOY_FAILED when there is no status: no run, or no connection to the API server. */
  status(signal: AbortSignal): Promise<SonobuoyStatus>;
  /** Fetches the results as `<directory>/<file>`. @throws ShakedownError SONOBUOY_FAILED */
  retrieve(directory: string, file: string, signal: AbortSignal): Promise<void>;
  /** Deletes the namespace, and what else Sonobuoy has created. It is no error when there is nothing. @throws ShakedownError SONOBUOY_FAILED */
  delete(signal: AbortSignal): Promise<void>;
}

/** The settings of a run. */
export interface StartOptions {
  /** Path of the plugin's definition, or the name of one that Sonobuoy brings. */
  plugin: string;
  /** Path of Sonobuoy's own configuration. */
  config: string;
  /**
   * What Sonobuoy's own account may do. `clusterRead`: only look, in a namespace that exists. `clusterAdmin`: everything, in a namespace that Sonobuoy
   * creates; its conformance tests need that.
   */
  permissions: 'clusterRead' | 'clusterAdmin';
  /** Further flags, for plugins that Sonobuoy brings. @default none */
  flags?: readonly string[];
  image: string;
  imagePullPolicy: string;
  timeoutSeconds: number;
}

/** How long `sonobuoy delete` waits for the end of the namespace, in minutes. */
const DELETE_MINUTES = 10;

/**
 * Finds the program and makes sure that it is new enough.
 * @throws ShakedownError SONOBUOY_MISSING, SONOBUOY_TOO_OLD
 */
export async function findSonobuoy(options: SonobuoyOptions): Promise<SonobuoyProgram> {
  const { stdout, failed } = await execa(options.path, ['version', '--short'], { reject: false, timeout: 30_000 });
  const version = (typeof stdout === 'string' ? stdout : '').trim();
  if (failed || !versionNumbers(version)) throw missing(options.path, version);
  if (!isAtLeast(version, OLDEST)) {
    throw new ShakedownError('SONOBUOY_TOO_OLD', {
      meaning: 'infrastructure',
      expected: `sonobuoy ${OLDEST} or newer`,
      seen: `'${options.path}' is ${version}`,
      todo: `install a newer version from https://github.com/vmware-tanzu/sonobuoy/releases, or name another program with --sonobuoy`,
    });
  }
  return programAt(options, version);
}

function missing(path: string, said: string): ShakedownError {
  return new ShakedownError('SONOBUOY_MISSING', {
    meaning: 'infrastructure',
    expected: `sonobuoy ${OLDEST} or newer`,
    seen: said === '' ? `'${path}' cannot be started` : `'${path} version --short' prints '${said.slice(0, 200)}'`,
    todo:
      'install it from https://github.com/vmware-tanzu/sonobuoy/releases and put it in PATH, name it with --sonobuoy, ' +
      'or test without Sonobuoy: shakedown run',
  });
}

function programAt({ path, namespace, kubeconfig, context }: SonobuoyOptions, version: string): SonobuoyProgram {
  const cluster = [
    ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]),
    ...(context === undefined ? [] : ['--context', context]),
    '--namespace',
    namespace,
  ];
  const call = async (verb: string, flags: readonly string[], signal: AbortSignal, timeout: number) => {
    const options = { reject: false, timeout, cancelSignal: signal, killDescendants: true, stdin: 'ignore' } as const;
    const result = await execa(path, [verb, ...flags, ...cluster], options);
    if (result.isCanceled) signal.throwIfAborted();
    if (result.failed) throw failure(verb, result as Result);
    return result.stdout;
  };
  return {
    version,
    start: async (options, signal) => {
      // The configuration file must come before all other flags.
      const flags = ['--config', options.config, '--plugin', options.plugin, '--sonobuoy-image', options.image];
      flags.push('--image-pull-policy', options.imagePullPolicy, '--timeout', String(options.timeoutSeconds));
      flags.push('--aggregator-permissions', options.permissions, ...(options.flags ?? []));
      if (options.permissions === 'clusterRead') flags.push('--skip-preflight=existingnamespace');
      await call('run', flags, signal, 120_000);
    },
    status: async (signal) => {
      const text = await call('status', ['--json'], signal, 30_000);
      return parseStatus(text);
    },
    retrieve: async (directory, file, signal) => {
      await call('retrieve', [directory, '--filename', file], signal, 300_000);
    },
    delete: async (signal) => {
      await call('delete', [`--wait=${DELETE_MINUTES}`], signal, (DELETE_MINUTES + 1) * 60_000);
    },
  };
}

/** While the aggregator starts, `status --json` prints a sentence instead of JSON, and exits with 0. */
function parseStatus(text: string): SonobuoyStatus {
  try {
    return sonobuoyStatusSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new ShakedownError('SONOBUOY_FAILED', {
      meaning: 'infrastructure',
      expected: '`sonobuoy status --json` to print a status',
      seen: text.trim().slice(0, 500) || 'nothing',
      cause,
    });
  }
}

function failure(verb: string, { stderr, stdout, timedOut, exitCode, signal }: Result): ShakedownError {
  const said = `${String(stderr ?? '')}\n${String(stdout ?? '')}`
    .trim()
    .split('\n')
    .slice(-8)
    .map(withoutStamp)
    .join('\n');
  const end = timedOut ? 'did not end in time' : `ended with ${signal ?? `exit code ${exitCode}`}`;
  return new ShakedownError('SONOBUOY_FAILED', {
    meaning: 'infrastructure',
    expected: `\`sonobuoy ${verb}\` to succeed`,
    seen: `it ${end}${said === '' ? '' : `: ${said}`}`,
    todo: `follow its message, or see: sonobuoy ${verb} --help`,
  });
}

/** @example withoutStamp('time="…" level=error msg="no pods"') // 'no pods' */
function withoutStamp(line: string): string {
  const message = /^time="[^"]*" level=\w+ msg=("(?:\\.|[^"\\])*"|\S+)/.exec(line)?.[1];
  if (message === undefined) return line;
  return message.startsWith('"') ? message.slice(1, -1).replaceAll('\\"', '"') : message;
}
