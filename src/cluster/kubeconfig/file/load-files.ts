import { readFileSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { messageOf } from '../../../errors/shakedown-error.ts';
import { decodeKubeconfig } from './decode.ts';
import type { Kubeconfig } from './entries.ts';
import { kubeconfigError } from '../kubeconfig-error.ts';
import { Malformed } from './yaml-value.ts';

/** What the files of a kubeconfig say together. */
export interface LoadedFiles extends Kubeconfig {
  /** The files that were read; none when no file exists. */
  files: string[];
  /** What was searched for and does not exist. */
  missing: string[];
}

/**
 * Reads the given file, else all in KUBECONFIG, else `~/.kube/config`, and merges them: of entries with the same name the first wins, and so does
 * the first current context that is not empty (client-go, tools/clientcmd/loader.go, Load). A missing file is skipped unless it is the given one; `~`
 * is a name like any other.
 * @param home the home directory.
 * @throws ShakedownError KUBECONFIG_UNREADABLE, KUBECONFIG_INVALID
 */
export function loadFiles(given: string | undefined, list: string | undefined, home: string): LoadedFiles {
  const inHome = join(home, '.kube', 'config');
  const listed = given ? [given] : list ? [...new Set(list.split(delimiter))] : [inHome];
  const loaded: LoadedFiles = {
    ...{ files: [], missing: [], currentContext: '' },
    ...{ clusters: new Map(), users: new Map(), contexts: new Map() },
  };
  for (const file of listed.filter((one) => one !== '')) {
    const one = readOne(file, given !== undefined);
    if (!one) {
      loaded.missing.push(file);
      continue;
    }
    loaded.files.push(file);
    loaded.currentContext ||= one.currentContext;
    add(loaded.clusters, one.clusters);
    add(loaded.users, one.users);
    add(loaded.contexts, one.contexts);
  }
  return loaded;
}

/** @returns undefined when it does not exist and need not. */
function readOne(file: string, mustExist: boolean): Kubeconfig | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'ENOENT' && !mustExist) return undefined;
    throw kubeconfigError('KUBECONFIG_UNREADABLE', messageOf(error, file), howToRead(file, code), error);
  }
  try {
    return decodeKubeconfig(bytes, file);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw kubeconfigError(
      'KUBECONFIG_INVALID',
      `${file}: ${error.message}`,
      'correct that in an editor, or have the file written again by the tool that made it; another one is named with --kubeconfig FILE',
    );
  }
}

function howToRead(file: string, code: string): string {
  if (code === 'ENOENT' && file.startsWith('~')) return 'write the home directory in full: only a shell replaces ~';
  if (code === 'ENOENT') {
    const from = isAbsolute(file) ? '' : `; a relative path begins in ${process.cwd()}`;
    return `name a file that exists: --kubeconfig FILE, or KUBECONFIG=FILE${from}`;
  }
  if (code === 'EISDIR') {
    const inIt = join(file, 'config');
    return isFile(inIt) ? `name the file in it: ${inIt}` : `name a file in it: ${join(file, 'FILE')}`;
  }
  return 'name a file that exists and may be read: --kubeconfig FILE';
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function add<T>(known: Map<string, T>, more: ReadonlyMap<string, T>): void {
  for (const [name, entry] of more) if (!known.has(name)) known.set(name, entry);
}
