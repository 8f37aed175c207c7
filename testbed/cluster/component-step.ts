import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, ShakedownError } from '../../src/errors/shakedown-error.ts';
import type { Component, DaemonPlan, Manifest, Site } from '../components/component.ts';
import { importOnce } from './images.ts';
import { writeAtomically } from '../machine/machine-record.ts';
import type { Step } from './steps.ts';
import type { DaemonState } from '../machine/supervisor.ts';
import { waitFor } from './wait-for.ts';

/** A daemon that has ended this often during the wait for it counts as failed. */
const ENDS_ALLOWED = 3;

/**
 * The steps that bring components up. Images are imported in the components' order, as soon as the runtimes are ready.
 * @param waitsFor whether to wait until a component is ready.
 */
export function componentSteps(
  components: readonly Component[],
  site: Site,
  waitsFor: (component: Component) => boolean,
): Step[] {
  let before = 'containerd';
  return components.flatMap((component) => {
    const imports = (component.images ?? []).map((image): Step => {
      const after = [before];
      before = `image ${image}`;
      return { name: before, after, run: () => importOnce(site, site.image(image).archive) };
    });
    const own: Step = {
      name: component.name,
      after: [...component.after, ...imports.map(({ name }) => name)],
      run: () => bringUp(component, site, { waits: waitsFor(component) }),
    };
    return [...imports, own];
  });
}

/**
 * Brings a component up: writes its files, starts its daemons that do not run as ordered, applies its manifests, and waits until it is ready.
 * @param options.waits whether to wait. @default true
 * @param options.only the daemons that are started. @default all
 */
export async function bringUp(
  component: Component,
  site: Site,
  { waits = true, only = () => true }: { waits?: boolean; only?: (daemon: DaemonPlan) => boolean } = {},
): Promise<void> {
  const files = Object.entries(component.files?.(site) ?? {});
  for (const [path, content] of files) await writeAtomically(path, content);
  const digest = createHash('sha256').update(JSON.stringify(files)).digest('hex');
  const daemons = (component.daemons?.(site) ?? []).filter(only);
  await Promise.all(
    daemons.map((daemon) => site.control.ensure({ ...daemon, log: site.layout.log(daemon.name), files: digest })),
  );
  const names = daemons.map(({ name }) => name);
  // The API server accepts manifests only once it is ready; all other components are ready when what the manifests created is.
  if (component.name === 'kube-apiserver') await waitUntilReady(component, site, names);
  await apply([...((await component.published?.()) ?? []), ...(component.manifests?.(site) ?? [])], site);
  if (waits) await waitUntilReady(component, site, names);
}

async function waitUntilReady(component: Component, site: Site, daemons: string[]): Promise<void> {
  const states = async () => (await site.control.list()).filter(({ name }) => daemons.includes(name));
  const started = await states();
  await waitFor({
    expected: `${component.name} to be ready`,
    within: component.within ?? '60s',
    missing: async () => {
      const missing = await component.missing(site);
      if (missing !== undefined) await failIfCrashing(site, started, await states());
      return missing;
    },
    evidence: async () => (await Promise.all(daemons.map((name) => lastLines(site, name)))).join('\n'),
  });
}

async function failIfCrashing(site: Site, before: DaemonState[], after: DaemonState[]): Promise<void> {
  for (const { name, ends, lastEnd } of after) {
    const earlier = before.find((state) => state.name === name)?.ends ?? 0;
    if (ends - earlier < ENDS_ALLOWED) continue;
    throw new ShakedownError('TESTBED_DAEMON', {
      meaning: 'infrastructure',
      expected: `${name} to keep running`,
      seen: `it ended ${ends - earlier} times, the last with ${lastEnd}\n${await lastLines(site, name)}`,
      todo: `see ${site.layout.log(name)}`,
    });
  }
}

async function lastLines({ layout }: Site, daemon: string): Promise<string> {
  const log = await readFile(layout.log(daemon), 'utf8').catch(messageOf);
  return [`last lines of ${layout.log(daemon)}:`, ...log.trimEnd().split('\n').slice(-5)].join('\n');
}

/** Applies manifests with the built kubectl, as one field manager, so that a second `up` changes nothing. */
async function apply(manifests: readonly Manifest[], { layout, binary }: Site): Promise<void> {
  if (manifests.length === 0) return;
  const list = { apiVersion: 'v1', kind: 'List', items: manifests };
  const cache = join(layout.directory, 'kubectl-cache');
  const argv = ['apply', '--server-side', '--force-conflicts', '--field-manager=shakedown-testbed', '--filename=-'];
  await new Promise<void>((resolve, reject) => {
    const child = execFile(
      binary('kubectl'),
      [`--kubeconfig=${layout.kubeconfig}`, `--cache-dir=${cache}`, ...argv],
      (error, _stdout, stderr) => {
        if (!error) return resolve();
        const names = manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
        reject(
          new ShakedownError('TESTBED_APPLY', {
            meaning: 'infrastructure',
            expected: `the API server to accept ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`,
            seen: stderr.trim() || error.message,
          }),
        );
      },
    );
    // It may end without reading its input; then its own message says why.
    child.stdin?.on('error', () => {});
    child.stdin?.end(JSON.stringify(list));
  });
}
