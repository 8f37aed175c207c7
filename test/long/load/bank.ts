import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { namespace } from '../../own-cluster/faults/fault.ts';
import type { LoadCluster } from './load-cluster.ts';

const execute = promisify(execFile);

/** A server with only HTTPS, a certificate of a private authority, and a required header. */
export interface Bank {
  /** Files with the certificates of its authority and of another one. */
  authority: string;
  stranger: string;
}

/** The value of the required header; a Secret passes it to the generators. */
const API_KEY = 'open-sesame';

/** Answers 200 with the right key, otherwise 401. */
const SERVER = `
const { createServer } = require('node:https');
const { readFileSync } = require('node:fs');
const read = (name) => readFileSync('/etc/bank/' + name);
const server = createServer({ key: read('tls.key'), cert: read('tls.crt') }, (request, response) => {
  response.writeHead(request.headers['x-api-key'] === '${API_KEY}' ? 200 : 401, { 'content-type': 'text/plain' });
  response.end('account\\n');
});
server.listen(8443);
process.on('SIGTERM', () => process.exit());
`;

/**
 * Deploys a bank as Service `bank` in the namespace `place`.
 * @param directory for keys and certificates.
 */
export async function openBank(cluster: LoadCluster, place: string, directory: string): Promise<Bank> {
  const [authority, stranger] = await Promise.all([
    createAuthority(directory, 'ca'),
    createAuthority(directory, 'other'),
  ]);
  await createCertificate(directory, ['bank', `bank.${place}`, `bank.${place}.svc`]);
  const file = (name: string) => readFile(join(directory, name), 'utf8');
  const secret = { 'tls.crt': await file('bank.crt'), 'tls.key': await file('bank.key'), 'server.cjs': SERVER };
  const labels = { app: 'bank' };
  const container = {
    name: 'bank',
    image: cluster.image,
    command: ['node', '/etc/bank/server.cjs'],
    readinessProbe: { tcpSocket: { port: 8443 }, periodSeconds: 1 },
    volumeMounts: [{ name: 'files', mountPath: '/etc/bank' }],
  };
  await cluster.apply([
    namespace(place),
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'bank', namespace: place }, stringData: secret },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'api-key', namespace: place },
      stringData: { HEADER_X_Api_Key: API_KEY },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'bank', namespace: place },
      spec: { selector: labels, ports: [{ port: 443, targetPort: 8443 }] },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'bank', namespace: place },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            terminationGracePeriodSeconds: 1,
            containers: [container],
            volumes: [{ name: 'files', secret: { secretName: 'bank' } }],
          },
        },
      },
    },
  ]);
  await cluster.kubectl(['-n', place, 'rollout', 'status', 'deployment/bank', '--timeout=60s']);
  return { authority, stranger };
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc'];

async function createAuthority(directory: string, name: string): Promise<string> {
  const file = join(directory, `${name}.crt`);
  const usage = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign'];
  await execute('openssl', [
    ...['req', '-x509', ...KEY, '-keyout', join(directory, `${name}.key`), '-out', file],
    ...['-days', '2', '-subj', `/CN=${name}`, ...usage.flatMap((extension) => ['-addext', extension])],
  ]);
  return file;
}

async function createCertificate(directory: string, names: string[]): Promise<void> {
  const path = (name: string) => join(directory, name);
  const served = `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`;
  await execute('openssl', [
    'req',
    '-new',
    ...KEY,
    '-keyout',
    path('bank.key'),
    '-out',
    path('bank.csr'),
    '-subj',
    '/CN=bank',
  ]);
  await writeFile(path('bank.ext'), `basicConstraints=critical,CA:FALSE\n${served}\n`);
  await execute('openssl', [
    ...['x509', '-req', '-in', path('bank.csr'), '-out', path('bank.crt'), '-days', '2', '-extfile', path('bank.ext')],
    ...['-CA', path('ca.crt'), '-CAkey', path('ca.key'), '-CAcreateserial'],
  ]);
}
