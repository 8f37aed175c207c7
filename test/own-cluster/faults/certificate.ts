import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deployment, namespace, service } from './fault.ts';

const execute = promisify(execFile);

/** A certificate that trusts itself, and its key, in PEM. */
export interface TestCertificate {
  cert: string;
  key: string;
}

/** A Deployment `web` that presents a certificate on port 8443, and a Service in front of it with port 443. */
export function tlsServer(place: string, image: string, { cert, key }: TestCertificate): object[] {
  const program = `require('tls').createServer(process.env, (socket) => socket.on('error', () => {})).listen(8443)`;
  const container = {
    ...{ name: 'app', image, command: ['node', '--eval', program] },
    env: Object.entries({ cert, key }).map(([name, value]) => ({ name, value })),
    ports: [{ name: 'https', containerPort: 8443 }],
    readinessProbe: { tcpSocket: { port: 'https' }, periodSeconds: 1 },
  };
  return [
    namespace(place),
    deployment({ namespace: place, image, pod: { containers: [container] } }),
    service(place, { ports: [{ name: 'https', port: 443, targetPort: 'https' }] }),
  ];
}

/** A time so many days from now, as {@link certificateFor} takes it. */
export function inDays(days: number): string {
  const time = new Date(Date.now() + days * 86_400_000).toISOString();
  return `${time.replaceAll(/\D/g, '').slice(0, 14)}Z`;
}

/**
 * Signs a certificate of a server that is its own authority, for the given time.
 * @param name that it serves. @param from, to in the form of OpenSSL: `20200101000000Z`.
 */
export async function certificateFor(name: string, from: string, to: string): Promise<TestCertificate> {
  const directory = await mkdtemp(join(tmpdir(), 'shakedown-certificate-'));
  try {
    const at = (file: string) => join(directory, file);
    const settings = [
      '[ca]\ndefault_ca = own',
      `[own]\ndatabase = ${at('index')}\nserial = ${at('serial')}\nnew_certs_dir = ${directory}\ndefault_md = sha256`,
      'policy = any\nunique_subject = no\nx509_extensions = server\nemail_in_dn = no',
      '[any]\ncommonName = supplied',
      '[req]\nprompt = no\ndistinguished_name = subject\n[subject]\nCN = hook',
      `[server]\nbasicConstraints = critical, CA:TRUE\nsubjectAltName = DNS:${name}`,
    ];
    await writeFile(at('config'), `${settings.join('\n')}\n`);
    await writeFile(at('index'), '');
    await writeFile(at('serial'), '01\n');
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', at('key')];
    await execute('openssl', ['req', '-new', '-config', at('config'), ...key, '-out', at('request')]);
    const own = ['-selfsign', '-keyfile', at('key'), '-in', at('request'), '-out', at('cert')];
    const times = ['-startdate', from, '-enddate', to];
    await execute('openssl', ['ca', '-batch', '-notext', '-config', at('config'), ...own, ...times]);
    return { cert: await readFile(at('cert'), 'utf8'), key: await readFile(at('key'), 'utf8') };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
