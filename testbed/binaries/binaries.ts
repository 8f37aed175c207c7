import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import { formatDuration } from '../../src/time/duration.ts';
import { lock } from '../machine/lock.ts';
import type { BuildProgress } from '../preparation/build-progress.ts';
import { buildKey } from './build-key.ts';
import { cacheDirectory } from './cache.ts';
import { compile } from './compile.ts';
import { families, familyOf, type Binary, type Family, type FamilyName } from './families.ts';
import type { KubernetesVersion } from './kubernetes-versions.ts';
import { moduleVersion } from './module-version.ts';

export type { Binary } from './families.ts';

/** The slowest family takes five minutes on two cores. */
const BUILD_AT_MOST = '60m';

const MODULES = resolve(import.meta.dirname, '../go');

/**
 * Builds the named programs that are missing, one family of Go modules after the other: each `go build` uses all cores.
 * Safe to interrupt and to run in parallel: a build appears in the cache only when it is complete.
 * @param kubernetes which Kubernetes its own programs are of. @default DEFAULT_KUBERNETES
 * @returns absolute paths in the cache; only the given names are set.
 * @throws ShakedownError BUILD_FAILED with the end of the compiler's output.
 */
export async function buildBinaries(
  names: Binary[],
  progress: BuildProgress,
  kubernetes?: KubernetesVersion,
): Promise<Record<Binary, string>> {
  const family = (name: Binary) => familyOf(name, kubernetes);
  const directories = new Map<FamilyName, string>();
  for (const name of new Set(names.map(family))) directories.set(name, await buildFamily(name, progress));
  const paths = names.map((name) => [name, join(directories.get(family(name)) ?? '', name)]);
  return Object.fromEntries(paths) as Record<Binary, string>;
}

/**
 * The version of the modules that a program is built from.
 * @returns for example `v1.36.3`; `v1` for sources of our own.
 */
export async function versionOf(binary: Binary): Promise<string> {
  const name = familyOf(binary);
  const { module }: Family = families[name];
  if (module === undefined) return 'v1';
  return moduleVersion(await readFile(join(MODULES, name, 'go.mod'), 'utf8'), module);
}

/**
 * The families of these programs that are not in the cache, in the order in which `buildBinaries` builds them.
 * @throws ShakedownError BUILD_NO_GO when Go is not installed.
 */
export async function familiesToBuild(names: Binary[], kubernetes?: KubernetesVersion): Promise<FamilyName[]> {
  const missing: FamilyName[] = [];
  for (const name of new Set(names.map((one) => familyOf(one, kubernetes)))) {
    if (!(await exists((await buildOf(name)).target))) missing.push(name);
  }
  return missing;
}

/** How a family is built, and where the result is. */
interface FamilyBuild {
  /** @example 'kube v1.36.3' */
  label: string;
  source: string;
  flags: string[];
  programs: [string, string][];
  testPrograms: [string, string][];
  goVersion: string;
  /** The directory of the finished programs; its name contains the key of the build. */
  target: string;
}

async function buildOf(name: FamilyName): Promise<FamilyBuild> {
  const family: Family = families[name];
  const source = join(MODULES, name);
  const { GOVERSION: goVersion, GOARCH: architecture } = await goEnvironment();
  const files = await sources(source);
  const version = family.module === undefined ? '' : moduleVersion(files['go.mod'] ?? '', family.module);
  const linkerVariables = Object.entries(family.linkerVariables?.(version) ?? {}).map(
    ([variable, value]) => `-X ${variable}=${value}`,
  );
  const tags = family.tags === undefined ? [] : ['-tags', family.tags.join(',')];
  const ldflags = ['-ldflags', ['-s -w', ...linkerVariables].join(' ')];
  const flags = ['-mod=readonly', '-trimpath', '-buildvcs=false', ...tags, ...ldflags];
  const programs = Object.entries(family.programs);
  const testPrograms = Object.entries(family.testPrograms ?? {});
  const inputs = [...flags, ...programs.flat(), ...testPrograms.flat()];
  const key = buildKey({ goVersion, architecture, flags: inputs, files });
  const target = join(cacheDirectory(), 'bin', `${name}-${key}`);
  return { label: [name, version].filter(Boolean).join(' '), source, flags, programs, testPrograms, goVersion, target };
}

async function buildFamily(name: FamilyName, progress: BuildProgress): Promise<string> {
  const { target, ...build } = await buildOf(name);
  const { label } = build;
  // Another process has built it since the plan was created.
  const found = () => progress.plan?.finish(`modules/${name}`, `compile/${name}`);
  if (await exists(target)) {
    found();
    return target;
  }
  const waiting = () => progress.now(`waiting for another process that builds ${label}`);
  await using _ = await lock(`build/${name}`, { within: BUILD_AT_MOST, waiting });
  if (await exists(target)) {
    found();
    return target;
  }
  const cache = dirname(target);
  await mkdir(cache, { recursive: true });
  // We hold the lock, so no other process uses what is unfinished here.
  for (const entry of await readdir(cache)) {
    if (entry.startsWith(`${name}.unfinished-`)) await rm(join(cache, entry), { recursive: true, force: true });
  }
  const unfinished = join(cache, `${name}.unfinished-${process.pid}`);
  await mkdir(unfinished);
  const start = performance.now();
  await compile({ ...build, family: name, target: unfinished }, progress);
  await rename(unfinished, target);
  progress.done(`built ${label} in ${formatDuration((performance.now() - start) / 1_000)}`);
  return target;
}

async function goEnvironment(): Promise<{ GOVERSION: string; GOARCH: string }> {
  const { stdout, failed } = await execa('go', ['env', '-json', 'GOVERSION', 'GOARCH'], {
    env: { GOTOOLCHAIN: 'local' },
    reject: false,
  });
  if (!failed) return JSON.parse(stdout);
  throw new ShakedownError('BUILD_NO_GO', {
    meaning: 'infrastructure',
    expected: 'Go, to build the programs of the testbed',
    seen: "'go' cannot be started",
    todo: 'install Go 1.26.7 or newer from https://go.dev/dl/ and put its bin directory first in PATH',
  });
}

/** The inputs of the build in a family's folder: go.mod, go.sum and our own sources. */
async function sources(directory: string): Promise<Record<string, string>> {
  const names = (await readdir(directory)).filter((name) => /^go\.(mod|sum)$|\.go$/.test(name));
  const texts = await Promise.all(names.map(async (name) => [name, await readFile(join(directory, name), 'utf8')]));
  return Object.fromEntries(texts);
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
