import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { API_ADDRESS, API_SERVICE_ADDRESS, type NodePlan } from '../machine/address-plan.ts';
import { writeAtomically } from '../machine/machine-record.ts';

const execute = promisify(execFile);

/** A certificate to be signed. */
export interface CertificatePlan {
  /** The name of its files: `FILE.crt` and `FILE.key`. */
  file: string;
  commonName: string;
  organization?: string;
  /** The names and addresses that it may serve. @example ['DNS:localhost', 'IP:127.0.0.1'] */
  serves?: string[];
  /** The authority's file. @default 'ca' */
  authority?: 'ca' | 'front-proxy-ca';
}

/** Every certificate of a cluster with these nodes. */
export function certificatePlans(nodes: readonly NodePlan[]): CertificatePlan[] {
  const service = ['', '.default', '.default.svc', '.default.svc.cluster.local'].map(
    (suffix) => `DNS:kubernetes${suffix}`,
  );
  const addresses = ['127.0.0.1', API_ADDRESS, API_SERVICE_ADDRESS].map((address) => `IP:${address}`);
  return [
    { file: 'apiserver', commonName: 'kube-apiserver', serves: [...service, 'DNS:localhost', ...addresses] },
    { file: 'apiserver-kubelet-client', commonName: 'kube-apiserver' },
    { file: 'front-proxy-client', commonName: 'system:auth-proxy', authority: 'front-proxy-ca' },
    { file: 'controller-manager', commonName: 'system:kube-controller-manager' },
    { file: 'scheduler', commonName: 'system:kube-scheduler' },
    { file: 'proxy', commonName: 'system:kube-proxy' },
    { file: 'admin', commonName: 'shakedown-admin', organization: 'system:masters' },
    ...nodes.map(({ name, address }) => ({
      file: name,
      commonName: `system:node:${name}`,
      organization: 'system:nodes',
      serves: [`DNS:${name}`, `IP:${address}`],
    })),
  ];
}

/** The openssl configuration of a certificate; for an authority, `serves` is ignored. */
export function opensslConfiguration(
  { commonName, organization, serves }: Omit<CertificatePlan, 'file'>,
  authority = false,
): string {
  const usages = serves ? 'serverAuth, clientAuth' : 'clientAuth';
  const extensions = authority
    ? ['basicConstraints = critical, CA:TRUE', 'keyUsage = critical, digitalSignature, keyCertSign, cRLSign']
    : [
        'basicConstraints = critical, CA:FALSE',
        'keyUsage = critical, digitalSignature',
        `extendedKeyUsage = ${usages}`,
        ...(serves ? [`subjectAltName = ${serves.join(', ')}`] : []),
      ];
  return [
    '[req]',
    'prompt = no',
    'distinguished_name = subject',
    'x509_extensions = extensions',
    '[subject]',
    ...(organization === undefined ? [] : [`O = ${organization}`]),
    `CN = ${commonName}`,
    '[extensions]',
    'subjectKeyIdentifier = hash',
    ...extensions,
    '',
  ].join('\n');
}

/**
 * Creates all keys and certificates in `directory`, which appears only when it is complete.
 * They are valid for ten years, so that they never expire in a test cluster.
 */
export async function createPki(directory: string, nodes: readonly NodePlan[]): Promise<void> {
  if (existsSync(directory)) return;
  const fresh = `${directory}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  await Promise.all(['ca', 'front-proxy-ca'].map((file) => sign(fresh, { file, commonName: file }, true)));
  await Promise.all(certificatePlans(nodes).map((plan) => sign(fresh, plan)));
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  await writeFile(join(fresh, 'service-accounts.key'), pair.privateKey, { mode: 0o600 });
  await writeFile(join(fresh, 'service-accounts.pub'), pair.publicKey);
  await rename(fresh, directory);
}

/**
 * Writes a kubeconfig with embedded credentials, readable by its owner alone.
 * @param certificate the certificate's file in the PKI. @example 'admin'
 * @param context the name of cluster, user and context in it.
 */
export async function writeKubeconfig(
  file: string,
  pki: string,
  certificate: string,
  server: string,
  context: string,
): Promise<void> {
  const base64 = async (name: string) => (await readFile(join(pki, name))).toString('base64');
  const [ca, cert, key] = await Promise.all(['ca.crt', `${certificate}.crt`, `${certificate}.key`].map(base64));
  // JSON is YAML.
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: context, cluster: { server, 'certificate-authority-data': ca } }],
    users: [{ name: context, user: { 'client-certificate-data': cert, 'client-key-data': key } }],
    contexts: [{ name: context, context: { cluster: context, user: context } }],
    'current-context': context,
  };
  await writeAtomically(file, `${JSON.stringify(kubeconfig, null, 2)}\n`, 0o600);
}

async function sign(directory: string, plan: CertificatePlan, authority = false): Promise<void> {
  const path = (suffix: string) => join(directory, `${plan.file}${suffix}`);
  await writeFile(path('.cnf'), opensslConfiguration(plan, authority));
  const signer = join(directory, plan.authority ?? 'ca');
  const signing = authority ? [] : ['-CA', `${signer}.crt`, '-CAkey', `${signer}.key`];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', path('.key')];
  await execute('openssl', [
    'req',
    '-x509',
    '-days',
    '3650',
    '-config',
    path('.cnf'),
    ...key,
    '-out',
    path('.crt'),
    ...signing,
  ]);
}
