import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { silentProgress, type Progress } from '../src/terminal/progress.ts';
import { systemClock } from '../src/time/clock.ts';
import { milliseconds, formatDuration, type Duration } from '../src/time/duration.ts';
import { API_ADDRESS, API_PORT, NODES } from './machine/address-plan.ts';
import { refusal } from './cluster/api.ts';
import type { CgroupTrees } from './machine/cgroups.ts';
import { componentSteps } from './cluster/component-step.ts';
import { checkPort, ensureForwarder } from './machine/host-forwarder.ts';
import { importEverywhere } from './cluster/images.ts';
import { DEFAULT_NAME, layoutOf, type Layout } from './machine/layout.ts';
import { lock } from './machine/lock.ts';
import { restoreMachine, writeAtomically } from './machine/machine-record.ts';
import { awaitSupervisor, anythingRemains, startSupervisor, supervisorProblem, sweep } from './machine/machine.ts';
import { createNodes, type Holders } from './cluster/nodes.ts';
import { createPki, writeKubeconfig } from './cluster/pki.ts';
import { preflight } from './machine/preflight.ts';
import { processesOf } from './machine/processes.ts';
import { combined, componentsOf, obtainParts, recordedOptions, runningSite, siteOf } from './cluster/site.ts';
import { runSteps, type Step } from './cluster/steps.ts';
import { checkUnchanged } from './cluster/upgrade-rules.ts';
import { waitFor } from './cluster/wait-for.ts';
import type { ClusterOptions, Site } from './components/component.ts';
import { simulatesNodes } from './components/kwok.ts';
import type { BuildProgress } from './preparation/build-progress.ts';

/** A running local cluster. */
export interface Testbed {
  name: string;
  /** Path on the host; its server is https://127.0.0.1:PORT. */
  kubeconfig: string;
  /** Everything of the cluster: logs below `logs/`, configuration below `config/`. `down` removes it. */
  directory: string;
  /** Path of the kubectl that has the cluster's version. */
  kubectl: string;
  /** The API server's log of all writes: audit.k8s.io/v1 events, one JSON text per line, with microsecond time stamps. */
  auditLog: string;
}

/** What `up` creates. An option that is left out keeps the value of the last `up` of this cluster, and add-ons are added to those that it has. */
export interface UpOptions extends Partial<ClusterOptions> {
  /** @default 'shakedown' */
  name?: string;
  /** The loopback port of the API server. @default the port of the last time, or else any free port */
  port?: number;
  /** Whether to return only when `kubectl top` has figures. @default true */
  waitForMetrics?: boolean;
  /** @default silentProgress */
  progress?: BuildProgress;
}

/**
 * Brings a cluster up: two real nodes Ready, DNS answering on both, metrics served. It can be repeated and killed at any point: while
 * the cluster's processes live, it finishes what is missing; when they have ended, it starts the cluster again.
 * @throws ShakedownError with what is missing or could not be started.
 * @example const { kubeconfig } = await up({ name: 'dev', progress: progressOn() });
 */
export async function up({
  name = DEFAULT_NAME,
  progress = silentProgress,
  ...wanted
}: UpOptions = {}): Promise<Testbed> {
  const layout = layoutOf(name);
  const trees = await preflight();
  const onWait = () => progress.now(`waiting for another command that works on cluster ${name}`);
  await using _ = await lock(`cluster/${name}`, { waiting: onWait });
  if (wanted.port !== undefined) await checkPort(layout, wanted.port);
  const kept = await recordedOptions(layout);
  const options = combined(kept, wanted);
  const isRunning = (await supervisorProblem(layout)) === undefined;
  if (isRunning) checkUnchanged(name, kept.kubernetes, options.kubernetes);
  const components = componentsOf(options);
  const parts = await obtainParts(components, options.kubernetes, progress);

  const start = performance.now();
  const elapsed = () => formatDuration((performance.now() - start) / 1_000);
  progress.plan?.begin(isRunning ? 'cluster/check' : 'cluster/start');
  progress.now(`${isRunning ? 'checking' : 'starting'} cluster ${name}`);
  await ensureSupervisor(layout, trees, progress);
  await writeAtomically(layout.optionsFile, JSON.stringify(options));
  const holders: Holders = {};
  const site = siteOf(layout, options, parts, holders);
  const waitForMetrics = wanted.waitForMetrics ?? true;
  const steps: Step[] = [
    { name: 'pki', after: [], run: () => createCredentials(site, wanted.port) },
    {
      name: 'nodes',
      after: [],
      run: async () => void Object.assign(holders, await createNodes(layout, NODES, site.control, trees)),
    },
    ...componentSteps(components, site, (component) => waitForMetrics || component.name !== 'metrics-server'),
  ];
  await runSteps(withReports(steps, progress), (step) => {
    if (step === 'kubelet') progress.done(`${NODES.length} nodes Ready after ${elapsed()}`);
    if (step === 'coredns') progress.done(`DNS answers on every node after ${elapsed()}`);
    if (step === 'metrics-server' && waitForMetrics) progress.done(`metrics served after ${elapsed()}`);
    if (step === 'kwok' && options.kwokNodes > 0)
      progress.done(`${options.kwokNodes} simulated nodes Ready after ${elapsed()}`);
  });
  progress.plan?.finish('cluster/start', 'cluster/check');
  const { directory, kubeconfig, auditLog } = layout;
  return { name, directory, kubeconfig, auditLog, kubectl: site.binary('kubectl') };
}

/**
 * Takes a cluster down, whatever its state, and removes all of it. With the last cluster, the machine's kernel settings are restored.
 * @returns whether anything of the cluster existed.
 */
export async function down(name: string, progress: Progress = silentProgress): Promise<boolean> {
  const layout = layoutOf(name);
  const trees = await preflight();
  const onWait = () => progress.now(`waiting for another command that works on cluster ${name}`);
  await using _ = await lock(`cluster/${name}`, { waiting: onWait });
  const present = anythingRemains(layout, trees);
  if (present) {
    progress.now(`taking cluster ${name} down`);
    await sweep(layout, trees);
  }
  const { settings } = await restoreMachine(dirname(layout.directory));
  const restored = Object.entries(settings).map(([setting, value]) => `${setting.replaceAll('/', '.')}=${value}`);
  if (restored.length > 0) progress.done(`that was the last cluster: restored ${restored.join(' ')}`);
  return present;
}

/** Imports an image on every real node. @param archive absolute path of a docker-archive or an OCI archive. */
export async function load(name: string, archive: string): Promise<void> {
  await importEverywhere(await runningSite(name), archive);
}

/** For fault tests: ends the kubelet of a node. Its containers continue to run; the node becomes NotReady about 20 s later. */
export async function stopNode(name: string, node: string): Promise<void> {
  await (await runningSite(name)).control.stop(`kubelet@${node}`);
}

/** Starts the kubelet again that `stopNode` ended. */
export async function startNode(name: string, node: string): Promise<void> {
  await (await runningSite(name)).control.start(`kubelet@${node}`);
}

/** Ends kwok: simulated nodes that are added from now on never report. */
export async function stopSimulation(name: string): Promise<void> {
  await (await runningSite(name)).control.stop('kwok');
}

/** Starts kwok again. */
export async function startSimulation(name: string): Promise<void> {
  await (await runningSite(name)).control.start('kwok');
}

/**
 * Lets the kubelet of a node run a static pod, as kubeadm does for the control plane.
 * @returns ends it.
 */
export async function placeStaticPod(
  name: string,
  node: string,
  manifest: { metadata: { name: string; namespace: string } },
): Promise<() => Promise<void>> {
  const directory = layoutOf(name).staticPods(node);
  await mkdir(directory, { recursive: true });
  // The kubelet reads all files of the directory, also one that is being written.
  const written = join(dirname(directory), `${manifest.metadata.name}.json`);
  const file = join(directory, `${manifest.metadata.name}.json`);
  await writeFile(written, JSON.stringify(manifest));
  await rename(written, file);
  return () => rm(file, { force: true });
}

/** For fault tests: cuts a node's link. Its pods continue to run, but reach nothing; the node becomes NotReady about 20 s later. */
export async function cutNode(name: string, node: string): Promise<void> {
  await (await runningSite(name)).control.run(['ip', 'link', 'set', node, 'down']);
}

/** Restores the link of a node that `cutNode` cut. */
export async function joinNode(name: string, node: string): Promise<void> {
  await (await runningSite(name)).control.run(['ip', 'link', 'set', node, 'up']);
}

/**
 * For fault tests: a node drops the packets that it forwards to or from its pods and that match, until the returned function is called.
 * @param match what iptables matches: `['-s', '10.244.1.5']`.
 */
export async function dropForwarded(
  name: string,
  node: string,
  match: readonly string[],
): Promise<() => Promise<void>> {
  const { control, inNode, nodes } = await runningSite(name);
  const plan = nodes.find((one) => one.name === node);
  if (plan === undefined) throw new Error(`no node ${node}`);
  const rule = (verb: string) =>
    control.run(inNode(plan, ['iptables', '-t', 'mangle', verb, 'FORWARD', ...match, '-j', 'DROP']));
  await rule('--insert');
  return async () => void (await rule('--delete'));
}

/** Clients of the API server that give up when they cannot renew their Lease for this long, and are then started again. */
const LEADERS = { names: ['kube-controller-manager', 'kube-scheduler'], renewWithinMs: 10_000 };

/**
 * For fault tests: kills the API server and starts it again; returns when it is ready.
 *
 * The controllers and the scheduler elect no leader here. Where they do, they end when they cannot renew their Lease for 10 s
 * (`leaderElection.renewDeadline`), and begin anew: so they do after such an outage here. Without that, each of their watches would
 * be opened again only after a pause, which every outage doubles, up to a minute.
 * @param options.downFor how long the API server is down. @default '0s'
 */
export async function restartApiServer(name: string, { downFor = '0s' }: { downFor?: Duration } = {}): Promise<void> {
  const { control, api } = await runningSite(name);
  await control.stop('kube-apiserver', 'SIGKILL');
  await systemClock.sleep(milliseconds(downFor));
  await control.start('kube-apiserver');
  await waitFor({
    expected: 'kube-apiserver to be ready again',
    within: '60s',
    missing: async () => refusal(await api.get('/readyz')),
  });
  if (milliseconds(downFor) < LEADERS.renewWithinMs) return;
  for (const leader of LEADERS.names) {
    await control.stop(leader);
    await control.start(leader);
  }
}

async function ensureSupervisor(layout: Layout, trees: CgroupTrees, progress: Progress): Promise<void> {
  if (processesOf('init.ts', layout.directory).length > 0) {
    // It may have been started just now, by a command that was killed: give it time to answer.
    const problem = await awaitSupervisor(layout, '5s').then(
      () => undefined,
      () => supervisorProblem(layout),
    );
    if (problem === undefined) return;
    progress.done(`cluster ${layout.name} is started again, because its supervisor does not work: ${problem}`);
  }
  await sweep(layout, trees);
  await startSupervisor(layout);
}

/** All keys and kubeconfigs, and the host's connection to the API server. */
async function createCredentials({ layout, nodes, options }: Site, port?: number): Promise<void> {
  const pki = layout.pki('');
  await createPki(pki, nodes);
  const local = `https://127.0.0.1:${API_PORT}`;
  const inside = `https://${API_ADDRESS}:${API_PORT}`;
  const write = (file: string, certificate: string, server: string) =>
    writeKubeconfig(layout.config(`${file}.kubeconfig`), pki, certificate, server, layout.name);
  await Promise.all([
    write('controller-manager', 'controller-manager', local),
    write('scheduler', 'scheduler', local),
    write('proxy', 'proxy', inside),
    ...nodes.map(({ name }) => write(name, name, inside)),
    ...(simulatesNodes(options) ? [write('kwok', 'admin', local)] : []),
  ]);
  const chosen = await ensureForwarder(layout, port);
  await writeKubeconfig(layout.kubeconfig, pki, 'admin', `https://127.0.0.1:${chosen}`, `shakedown-${layout.name}`);
}

/** Steps that report their beginning and their end. */
function withReports(steps: Step[], progress: BuildProgress): Step[] {
  const running = new Set<string>();
  let done = 0;
  return steps.map((step) => ({
    ...step,
    run: async () => {
      running.add(step.name);
      progress.now(`bringing up ${[...running].join(', ')} (${done} of ${steps.length} done)`);
      await step.run();
      running.delete(step.name);
      done += 1;
    },
  }));
}
