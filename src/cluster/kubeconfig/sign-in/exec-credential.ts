import { clientCertificate, type ClientCertificate } from '../tls/pem.ts';
import { Malformed, YamlValue } from '../file/yaml-value.ts';

/** What a credential plugin handed out. */
export interface ExecCredential {
  token: string;
  certificate: ClientCertificate | undefined;
  /** When it is no longer valid, in milliseconds since 1970; never when undefined. */
  expiresAt: number | undefined;
}

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Reads what a plugin printed, in JSON or YAML (client-go, plugin/pkg/client/auth/exec/exec.go, refreshCredsLocked).
 * @param apiVersion the configured one: the answer must have the same.
 * @throws Malformed whose message never quotes the answer.
 */
export function parseExecCredential(stdout: Buffer, apiVersion: string): ExecCredential {
  if (stdout.toString('latin1').trim() === '') throw new Malformed('it printed nothing');
  const answer = YamlValue.parse(stdout);
  if (answer.kind !== 'mapping') throw new Malformed('what it printed is no ExecCredential in JSON');
  const [kind, version] = [answer.get('kind').text(), answer.get('apiVersion').text()];
  if (kind !== 'ExecCredential')
    throw new Malformed('what it printed is no ExecCredential: it has another kind, or none');
  if (version !== apiVersion)
    throw new Malformed(
      `it speaks ${version === '' ? 'no apiVersion' : version}, and exec.apiVersion is ${apiVersion}`,
    );
  const status = answer.get('status');
  if (status.kind === 'nothing') throw new Malformed('what it printed has no status');
  const [cert, key] = [status.get('clientCertificateData').text(), status.get('clientKeyData').text()];
  const token = status.get('token').text();
  if (token === '' && cert === '' && key === '')
    throw new Malformed('what it printed has neither a token nor a certificate');
  if ((cert === '') !== (key === '')) throw new Malformed('what it printed has only one of certificate and key');
  return {
    token,
    certificate: cert === '' ? undefined : pair(cert, key),
    expiresAt: expiry(status.get('expirationTimestamp')),
  };
}

function pair(cert: string, key: string): ClientCertificate {
  const read = clientCertificate(Buffer.from(cert), Buffer.from(key));
  if (!('problem' in read)) return read;
  const of = { certificate: 'its clientCertificateData', key: 'its clientKeyData', both: 'its certificate and key' };
  throw new Malformed(`${of[read.of]} ${read.problem}`);
}

function expiry(value: YamlValue): number | undefined {
  if (value.kind === 'nothing') return undefined;
  const text = value.text();
  const at = RFC3339.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new Malformed('its expirationTimestamp is no time such as 2027-01-31T12:00:00Z');
  return at;
}
