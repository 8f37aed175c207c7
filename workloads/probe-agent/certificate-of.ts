import type { X509Certificate } from 'node:crypto';
import { connect } from 'node:tls';
import { agentLimits, BUDGET_SPENT, type CertificateTarget } from '../../src/instruments/agents/agent-protocol.ts';
import type { CertificateAnswer, PresentedCertificate } from '../../src/instruments/agents/fleet/probe-fleet.ts';
import type { InTurn } from './connect-to.ts';
import { later } from './later.ts';

type Outcome = Pick<CertificateAnswer, 'chain' | 'names' | 'distrust' | 'error'>;

/** The most characters of a subject, and of the names of a certificate: who signs it may write any number of them. */
const LONGEST = 300;

/** The certificates that a server presents at the beginning of a TLS connection, which then ends. Nothing is sent over it. */
export async function certificateOf(
  target: CertificateTarget,
  timeoutMs: number,
  inTurn: InTurn,
): Promise<CertificateAnswer> {
  const begun = performance.now();
  const outcome = await inTurn<Outcome>(() => handshake(target, timeoutMs), { chain: [], error: BUDGET_SPENT });
  const { host, port } = target;
  return { host, port, ...outcome, seconds: (performance.now() - begun) / 1_000 };
}

function handshake({ host, port, serverName, authorities }: CertificateTarget, timeoutMs: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const socket = connect({
      ...{ host, port },
      ...(serverName !== undefined && { servername: serverName }),
      // Authorities that cannot be read are left out: then nothing is trusted.
      ...(authorities !== undefined && { ca: authorities }),
      // What is presented is to be seen, whether it is trusted or not.
      rejectUnauthorized: false,
    });
    const answer = (outcome: Outcome) => {
      end();
      socket.destroy();
      resolve(outcome);
    };
    const end = later(timeoutMs, () => answer({ chain: [], error: 'timeout' }));
    const presented = (): Outcome | undefined => {
      const own = socket.getPeerX509Certificate();
      if (!own) return undefined;
      const isTrusted = authorities === undefined || socket.authorized;
      const names = own.subjectAltName?.slice(0, LONGEST);
      return {
        chain: chainOf(own),
        ...(names !== undefined && { names }),
        ...(!isTrusted && { distrust: String(socket.authorizationError).slice(0, LONGEST) }),
      };
    };
    socket.once('secureConnect', () => answer(presented() ?? { chain: [], error: 'no certificate' }));
    socket.on('error', ({ code, message }: NodeJS.ErrnoException) =>
      answer({ chain: [], error: (code ?? message).slice(0, LONGEST) }),
    );
  });
}

function chainOf(own: X509Certificate): PresentedCertificate[] {
  const chain: PresentedCertificate[] = [];
  const seen = new Set<string>();
  for (
    let one: X509Certificate | undefined = own;
    one && chain.length < agentLimits.chain && !seen.has(one.fingerprint256);
    one = one.issuerCertificate
  ) {
    seen.add(one.fingerprint256);
    chain.push({
      subject: one.subject.replaceAll('\n', ', ').slice(0, LONGEST),
      notBefore: timeOf(one.validFrom),
      notAfter: timeOf(one.validTo),
    });
  }
  return chain;
}

/** Empty for a time that cannot be read: whoever signs a certificate may write anything. */
function timeOf(text: string): string {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? '' : time.toISOString();
}
