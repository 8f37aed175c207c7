import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What the kubeconfigs of the table are made of: a cluster and credentials that it accepts. */
export interface Material {
  server: string;
  /** The authority of the server, a client certificate and its key, in PEM. */
  ca: string;
  cert: string;
  key: string;
  /** The key of another certificate, and the same key with a passphrase. */
  otherKey: string;
  encryptedKey: string;
  /** A token that the server accepts. */
  token: string;
  /** A proxy that passes on connections, by CONNECT and by SOCKS5, and an address where nobody listens. */
  httpProxy: string;
  socksProxy: string;
  nowhere: string;
}

type Entry = Record<string, unknown>;

/** What a row changes in a kubeconfig that is accepted with the client certificate. */
export interface Changes {
  cluster?: Entry;
  user?: Entry;
  context?: Entry;
  /** Keys of the file itself. */
  file?: Entry;
}

/** How the programs are called. */
export interface Invocation {
  kubeconfig?: string;
  context?: string;
  env?: Record<string, string>;
}

/** Makes the files of one row, in a directory of its own. */
export class Workbench {
  readonly directory: string;
  readonly material: Material;

  constructor(directory: string, material: Material) {
    this.directory = directory;
    this.material = material;
    mkdirSync(directory, { recursive: true });
  }

  /** @returns the path. */
  write(name: string, text: string, mode = 0o600): string {
    const path = join(this.directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode });
    return path;
  }

  /** The cluster with its authority. */
  get cluster(): Entry {
    return { server: this.material.server, 'certificate-authority-data': base64(this.material.ca) };
  }

  /** The user with the client certificate. */
  get user(): Entry {
    const { cert, key } = this.material;
    return { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) };
  }

  /** A kubeconfig; `user` replaces the user with the certificate, `cluster` adds to the cluster. */
  config({ cluster = {}, user = this.user, context = {}, file = {} }: Changes = {}): Entry {
    return {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'x',
      clusters: [{ name: 'c', cluster: { ...this.cluster, ...cluster } }],
      users: [{ name: 'u', user }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u', ...context } }],
      ...file,
    };
  }

  /** Writes a kubeconfig and calls the programs with it. */
  with(changes: Changes, invocation: Invocation = {}): Invocation {
    return { kubeconfig: this.write('config', JSON.stringify(this.config(changes))), ...invocation };
  }

  /** A kubeconfig with a credential plugin that is a shell script. */
  plugin(script: string, exec: Entry = {}, more: Changes = {}): Invocation {
    const command = this.write('plugin.sh', `#!/bin/sh\n${script}\n`, 0o700);
    const base = { apiVersion: V1, command, interactiveMode: 'Never' };
    return this.with({ ...more, user: { ...more.user, exec: { ...base, ...exec } } });
  }

  /** What a plugin prints that hands out this status. */
  credential(status: object, apiVersion = V1): string {
    return `cat <<'END'\n${JSON.stringify({ apiVersion, kind: 'ExecCredential', status })}\nEND`;
  }
}

export const V1 = 'client.authentication.k8s.io/v1';

/** One kubeconfig of the table. */
export interface Row {
  /** What is special about it. */
  what: string;
  make: (bench: Workbench) => Invocation;
  /** Whether one of the two accepts it and the other does not, which is intended: `note` says why. @default false */
  differs?: true;
  /** What a reader has to know. */
  note?: string;
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
