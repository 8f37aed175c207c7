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
  refuseHalfJson(stdout);
  const answer = YamlValue.parse(stdout);
  if (answer.kind !== 'mapping') throw new Malformed('what it printed is no ExecCredential in JSON');
  const [kind, version] = [answer.get('kind').text(), answer.get('apiVersion').text()];
  if (kind !== 'ExecCredential')
    throw new Malformed('what it printed is no ExecCredential: it has another kind, or none');
  if (version !== apiVersion)
    throw new Malformed(
      `it speaks ${version === '' ? 'no apiVersion' : version}, and exec.apiVersion is ${apiVersion}`,
    );
  const spec = answer.get('spec');
  spec.entries();
  spec.get('interactive').flag();
  spec.get('cluster').entries();
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

/** What begins like JSON is taken for JSON (apimachinery, util/yaml, GuessJSONStream), to its last character. */
function refuseHalfJson(stdout: Buffer): void {
  const text = stdout.toString('utf8').trimStart();
  if (!text.startsWith('{')) return;
  try {
    JSON.parse(text);
  } catch {
    throw new Malformed('what it printed begins like JSON, and is not one object in JSON');
  }
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
  // JavaScript takes February 30 for March 2.
  if (Number.isNaN(at) || new Date(`${text.slice(0, 10)}T00:00:00Z`).toISOString().slice(0, 10) !== text.slice(0, 10))
    throw new Malformed('its expirationTimestamp is no time such as 2027-01-31T12:00:00Z');
  return at;
}
