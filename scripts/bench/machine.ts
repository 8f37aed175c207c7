import { cpus, loadavg, release, totalmem } from 'node:os';
import { execa } from 'execa';

/** The machine and the versions that the figures were measured with. */
export interface MachineFacts {
  date: string;
  cores: number;
  model: string;
  memoryBytes: number;
  kernel: string;
  node: string;
  go: string;
  kubernetes: string;
  commit: string;
  loadAverage: number;
}

/** Reads the facts. @param kubectl path of the testbed's kubectl; its version is that of the cluster. */
export async function machineFacts(kubectl: string): Promise<MachineFacts> {
  const [first] = cpus();
  const outputOf = async (program: string, ...args: string[]) => (await execa(program, args)).stdout.trim();
  const { clientVersion } = JSON.parse(await outputOf(kubectl, 'version', '--client', '--output=json')) as {
    clientVersion: { gitVersion: string };
  };
  return {
    date: new Date().toISOString().slice(0, 10),
    cores: cpus().length,
    model: first?.model ?? 'unknown',
    memoryBytes: totalmem(),
    kernel: release(),
    node: process.version,
    go: (await outputOf('go', 'env', 'GOVERSION')).replace(/^go/, ''),
    kubernetes: clientVersion.gitVersion,
    commit: await outputOf('git', '-C', import.meta.dirname, 'rev-parse', '--short', 'HEAD'),
    loadAverage: loadavg()[0] ?? 0,
  };
}

/** The facts in two lines, for the head of a report. */
export function formatMachine(facts: MachineFacts): string {
  const memory = `${(facts.memoryBytes / 2 ** 30).toFixed(0)} GiB`;
  return [
    `${facts.date}, commit ${facts.commit}: ${facts.cores} cores (${facts.model}), ${memory}, Linux ${facts.kernel}`,
    `Node ${facts.node}, Go ${facts.go}, Kubernetes ${facts.kubernetes}; load average ${facts.loadAverage.toFixed(1)} at the start`,
  ].join('\n');
}
