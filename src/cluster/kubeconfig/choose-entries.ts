import { delimiter } from 'node:path';
import { nobody, type ClusterEntry, type UserEntry } from './file/entries.ts';
import { kubeconfigError } from './kubeconfig-error.ts';
import type { LoadedFiles } from './file/load-files.ts';
import { parseServer } from './server-url.ts';

/** The entries that one context names. */
export interface ChosenEntries {
  context: string;
  cluster: ClusterEntry;
  user: UserEntry;
  server: URL;
}

/**
 * The cluster and the user of a context. What other contexts name is not looked at. Where kubectl would go to localhost:8080 (a context without a
 * cluster, a cluster without a server), or as anonymous to a server with TLS (a user that does not exist), this refuses: nobody chose that.
 * @param wanted the name of a context. @default the current context
 * @throws ShakedownError KUBECONFIG_CONTEXT, KUBECONFIG_INVALID
 */
export function chooseEntries(loaded: LoadedFiles, wanted: string | undefined): ChosenEntries {
  const source = loaded.files.join(delimiter);
  const name = wanted || loaded.currentContext;
  const context = loaded.contexts.get(name);
  if (!context) {
    const names = [...loaded.contexts.keys()].join(', ');
    const isEmpty = loaded.contexts.size + loaded.clusters.size + loaded.users.size === 0;
    const none = isEmpty ? 'it has no contexts, clusters or users' : 'it has no contexts';
    const known = names === '' ? none : `its contexts are ${names}`;
    throw kubeconfigError(
      'KUBECONFIG_CONTEXT',
      `${name === '' ? 'no current context' : `no context '${name}'`} in ${source}: ${known}`,
      names === ''
        ? 'name another file: --kubeconfig FILE; or have this one written again by the tool that made it'
        : 'name one: --context NAME',
    );
  }
  const invalid = (seen: string, todo: string) =>
    kubeconfigError('KUBECONFIG_INVALID', `${context.origin}: ${seen}`, todo);
  const cluster = loaded.clusters.get(context.cluster);
  if (!cluster)
    throw invalid(
      context.cluster === ''
        ? `context '${name}' names no cluster`
        : `context '${name}' names the cluster '${context.cluster}', which is not in it`,
      `kubectl config set-context '${name}' --cluster=NAME, with a name of \`kubectl config get-clusters\``,
    );
  const server = cluster.server === '' ? { problem: 'has no server' } : parseServer(cluster.server);
  if ('problem' in server)
    throw kubeconfigError(
      'KUBECONFIG_INVALID',
      `${cluster.origin}: ${cluster.label}, of context '${name}', ${server.problem}`,
      'name it as https://HOST:PORT in clusters[].cluster.server',
    );
  const user = loaded.users.get(context.user);
  // Over plain HTTP no credentials are sent, so a missing user changes nothing.
  if (!user && context.user !== '' && server.url.protocol === 'https:')
    throw invalid(
      `context '${name}' names the user '${context.user}', which is not in it`,
      `kubectl config set-context '${name}' --user=NAME, with a name of \`kubectl config get-users\``,
    );
  return { context: name, cluster, user: user ?? nobody(context.origin, context.label), server: server.url };
}
