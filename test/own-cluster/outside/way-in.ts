import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { LocalCluster } from '../../cluster/specs/local-cluster.ts';

/** The port of this machine that leads to Traefik's port for TLS: the cluster has no address outside of it. */
export const PORT = 18_443;

let open: { forward: ChildProcess; directory: string; trusted: string | undefined } | undefined;

/** Opens a way from this machine to Traefik, and lets the runs of the suite trust a certificate. */
export async function openWay({ kubectlPath, kubeconfig }: LocalCluster, certificate: string): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'shakedown-outside-'));
  const file = join(directory, 'trusted.pem');
  await writeFile(file, certificate);
  const target = ['--namespace=traefik', 'port-forward', 'deployment/traefik', `${PORT}:443`];
  const forward = spawn(kubectlPath, ['--kubeconfig', kubeconfig, ...target], { stdio: ['ignore', 'pipe', 'inherit'] });
  open = { forward, directory, trusted: process.env['SSL_CERT_FILE'] };
  process.env['SSL_CERT_FILE'] = file;
  for await (const line of createInterface({ input: forward.stdout })) {
    if (!line.startsWith('Forwarding from')) continue;
    // It tells each connection, and must not wait until that is read.
    forward.stdout.resume();
    return;
  }
  throw new Error('kubectl port-forward has ended');
}

/** Closes it. */
export async function closeWay(): Promise<void> {
  if (!open) return;
  const { forward, directory, trusted } = open;
  open = undefined;
  if (trusted === undefined) delete process.env['SSL_CERT_FILE'];
  else process.env['SSL_CERT_FILE'] = trusted;
  if (forward.exitCode === null && forward.signalCode === null) {
    const ended = once(forward, 'close');
    forward.kill();
    await ended;
  }
  await rm(directory, { recursive: true });
}
