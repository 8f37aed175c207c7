/**
 * The entries of a kubeconfig as they are after reading, with the fields of `Config` in client-go
 * (staging/src/k8s.io/client-go/tools/clientcmd/api/v1/types.go). A missing text is empty, and paths are absolute.
 */
export interface Kubeconfig {
  currentContext: string;
  clusters: Map<string, ClusterEntry>;
  users: Map<string, UserEntry>;
  contexts: Map<string, ContextEntry>;
}

interface Entry {
  /** The file that it comes from. */
  origin: string;
  /** How messages name it: `user 'me'`. */
  label: string;
}

export interface ClusterEntry extends Entry {
  server: string;
  tlsServerName: string;
  insecure: boolean;
  caFile: string;
  caData: Buffer;
  proxyUrl: string;
  disableCompression: boolean;
  /** What the extension for credential plugins holds: it is handed to a plugin with `provideClusterInfo`. */
  execExtension: unknown;
}

export interface UserEntry extends Entry {
  certFile: string;
  certData: Buffer;
  keyFile: string;
  keyData: Buffer;
  token: string;
  tokenFile: string;
  username: string;
  password: string;
  as: string;
  asUid: string;
  asGroups: string[];
  asExtra: Map<string, string[]>;
  authProvider: { name: string; config: Map<string, string> } | undefined;
  exec: ExecEntry | undefined;
}

/** A credential plugin, `users[].user.exec`. */
export interface ExecEntry {
  command: string;
  args: string[];
  env: { name: string; value: string }[];
  apiVersion: string;
  installHint: string;
  provideClusterInfo: boolean;
  interactiveMode: string;
}

export interface ContextEntry extends Entry {
  cluster: string;
  user: string;
  namespace: string;
}

/** A user without credentials, as kubectl takes a context that names none. @param label the entry that named none. */
export function nobody(origin: string, label: string): UserEntry {
  return {
    ...{ origin, label, token: '', tokenFile: '', username: '', password: '' },
    ...{ certFile: '', certData: Buffer.alloc(0), keyFile: '', keyData: Buffer.alloc(0) },
    ...{ as: '', asUid: '', asGroups: [], asExtra: new Map(), authProvider: undefined, exec: undefined },
  };
}
