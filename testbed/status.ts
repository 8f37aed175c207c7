import { existsSync } from 'node:fs';
import { messageOf } from '../src/errors/shakedown-error.ts';
import { forwarderPort } from './machine/host-forwarder.ts';
import { layoutOf } from './machine/layout.ts';
import { supervisorProblem } from './machine/machine.ts';
import { componentsOf, runningSite } from './cluster/site.ts';
import type { DaemonState } from './machine/supervisor.ts';

/** The status of a component of a cluster. */
export interface ComponentStatus {
  component: string;
  state: 'ready' | 'not ready' | 'stopped';
  /** When the youngest of its processes entered its state; ISO 8601. Missing for components that run as pods. */
  since?: string;
  /** What is missing, or what ended; empty when nothing is wrong. */
  detail: string;
}

/** The status of a cluster. */
export interface ClusterStatus {
  name: string;
  state: 'ready' | 'not ready' | 'down';
  /** What is wrong with the cluster as a whole. */
  detail?: string;
  server?: string;
  kubeconfig?: string;
  components: ComponentStatus[];
}

/** Reads the status of every component of a cluster, once. */
export async function status(name: string): Promise<ClusterStatus> {
  const layout = layoutOf(name);
  const problem = await supervisorProblem(layout);
  if (problem !== undefined) {
    const files = existsSync(layout.directory) ? ', but an earlier run left files: up and down both remove them' : '';
    return { name, state: 'down', detail: `its supervisor: ${problem}${files}`, components: [] };
  }
  const site = await runningSite(name);
  const daemons = await site.control.list();
  const components = await Promise.all(
    componentsOf(site.options).map(async (component) => {
      const own = daemons.filter((daemon) => daemon.name.replace(/@.*/, '') === component.name);
      return componentStatus(component.name, own, await component.missing(site).catch(messageOf));
    }),
  );
  const port = await forwarderPort(layout);
  const forwarder: ComponentStatus = {
    component: 'forwarder',
    state: port === undefined ? 'stopped' : 'ready',
    detail:
      port === undefined
        ? 'the host has no connection to the API server: up starts the forwarder again'
        : `127.0.0.1:${port}`,
  };
  const all = [...components, forwarder];
  return {
    name,
    state: all.every(({ state }) => state === 'ready') ? 'ready' : 'not ready',
    ...(port === undefined ? {} : { server: `https://127.0.0.1:${port}` }),
    kubeconfig: layout.kubeconfig,
    components: all,
  };
}

/** A component's status, from its processes and from what it still lacks. */
export function componentStatus(
  component: string,
  daemons: readonly DaemonState[],
  missing: string | undefined,
): ComponentStatus {
  const since = daemons
    .map((daemon) => daemon.since)
    .toSorted()
    .at(-1);
  const down = daemons.filter(({ state }) => state !== 'running').map(describe);
  const ended = daemons.filter(({ state, ends }) => state === 'running' && ends > 0).map(describe);
  const stopped = daemons.length > 0 && down.length === daemons.length;
  return {
    component,
    state: stopped ? 'stopped' : down.length > 0 || missing !== undefined ? 'not ready' : 'ready',
    ...(since === undefined ? {} : { since }),
    detail: [...down, ...(missing === undefined ? [] : [missing]), ...ended].join('; '),
  };
}

/** The status as lines for people, in aligned columns. */
export function renderStatus({ name, state, detail, server, kubeconfig, components }: ClusterStatus): string {
  const heading = [`cluster ${name}: ${state}`, ...(detail === undefined ? [] : [detail])].join(', ');
  if (components.length === 0) return heading;
  const rows = [
    ['COMPONENT', 'STATE', 'SINCE', 'DETAIL'],
    ...components.map((each) => [each.component, each.state, each.since?.replace(/\.\d+Z$/, 'Z') ?? '-', each.detail]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const table = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const connection = [
    ...(server === undefined ? [] : [`server      ${server}`]),
    ...(kubeconfig === undefined ? [] : [`kubeconfig  ${kubeconfig}`]),
  ];
  return [heading, ...connection, '', ...table].join('\n');
}

function describe({ name, state, ends, lastEnd }: DaemonState): string {
  if (state === 'stopped') return `${name} was stopped`;
  const times = ends === 1 ? 'once' : `${ends} times`;
  return `${name} ended ${times} by itself (${lastEnd})`;
}
