import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { parse } from 'yaml';

/** A request to the API server, as an attacker would send it. */
export interface ApiCall {
  method?: string;
  path: string;
  body?: object;
  headers?: Record<string, string>;
}

/** The answer: its status, and the message of the API server. */
export interface ApiAnswer {
  status: number;
  text: string;
}

/**
 * Calls the API server of a kubeconfig with a bearer token and nothing else: no certificate of the kubeconfig, no conversion, no retry.
 */
export async function clientWith(kubeconfig: string, token: string): Promise<(call: ApiCall) => Promise<ApiAnswer>> {
  const { clusters } = parse(await readFile(kubeconfig, 'utf8')) as {
    clusters: { cluster: { server: string; 'certificate-authority-data': string } }[];
  };
  const [{ cluster }] = clusters as [(typeof clusters)[0]];
  const ca = Buffer.from(cluster['certificate-authority-data'], 'base64');
  return async ({ method = 'GET', path, body, headers = {} }) => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const call = request(new URL(path, cluster.server), {
      ...{ method, ca },
      headers: { authorization: `Bearer ${token}`, 'content-type': type, ...headers },
    });
    call.end(body === undefined ? undefined : JSON.stringify(body));
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    return { status: response.statusCode ?? 0, text: await text(response) };
  };
}
