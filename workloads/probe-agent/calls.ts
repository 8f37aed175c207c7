import { isIP } from 'node:net';
import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import {
  agentLimits,
  type CertificateCall,
  type CertificateTarget,
  type DnsCall,
  type DnsQuestion,
  type HttpCall,
  type HttpTarget,
  type PayloadCall,
  type PayloadTarget,
  type TcpCall,
  type TcpTarget,
} from '../../src/instruments/agents/agent-protocol.ts';
import { isForbidden } from '../../src/instruments/agents/forbidden-address.ts';

export type Fields = Record<string, unknown>;

/** Whether the agent may connect to an address. */
export type Allowed = (address: string) => boolean;

/**
 * Validates the body of a `POST /tcp`.
 * @param allowed whether the agent may connect to an address. @default all but {@link isForbidden forbidden ones}
 * @throws ShakedownError CALL_INVALID
 */
export function readTcpCall(body: unknown, allowed: Allowed = mayConnectTo): TcpCall {
  const call = fields(body, 'a call');
  const targets = several(call, 'targets').map((one) => target(one, allowed));
  const connections = targets.reduce((sum, { times = 1 }) => sum + times, 0);
  if (connections > agentLimits.connections)
    throw invalid(`at most ${agentLimits.connections} connections in one call`, connections);
  return { token: token(call), timeoutMs: timeout(call), holdMs: hold(call), targets };
}

/**
 * Validates the body of a `POST /payload`.
 * @param allowed as for {@link readTcpCall}
 * @throws ShakedownError CALL_INVALID
 */
export function readPayloadCall(body: unknown, allowed: Allowed = mayConnectTo): PayloadCall {
  const call = fields(body, 'a call');
  const targets = several(call, 'targets').map((one): PayloadTarget => {
    const { bytes } = fields(one, 'a target');
    const { host, port } = target(one, allowed);
    return { host, port, bytes: whole('bytes', bytes, agentLimits.payloadBytes) };
  });
  return { token: token(call), timeoutMs: timeout(call), targets };
}

/**
 * Validates the body of a `POST /certificate`.
 * @param allowed as for {@link readTcpCall}
 * @throws ShakedownError CALL_INVALID
 */
export function readCertificateCall(body: unknown, allowed: Allowed = mayConnectTo): CertificateCall {
  const call = fields(body, 'a call');
  const targets = several(call, 'targets', agentLimits.certificates).map((one): CertificateTarget => {
    const { serverName, authorities } = fields(one, 'a target');
    const { host, port } = target(one, allowed);
    return {
      ...{ host, port },
      ...(serverName !== undefined && { serverName: hostName('serverName', serverName) }),
      ...(authorities !== undefined && { authorities: text('authorities', authorities, agentLimits.authorityBytes) }),
    };
  });
  return { token: token(call), timeoutMs: timeout(call), targets };
}

/**
 * Validates the body of a `POST /http`.
 * @param allowed as for {@link readTcpCall}
 * @throws ShakedownError CALL_INVALID
 */
export function readHttpCall(body: unknown, allowed: Allowed = mayConnectTo): HttpCall {
  const call = fields(body, 'a call');
  const targets = several(call, 'targets', agentLimits.requests).map((one): HttpTarget => {
    const { serverName, path, tls, grpc } = fields(one, 'a target');
    const { host, port } = target(one, allowed);
    if (typeof path !== 'string' || path.length > agentLimits.pathLength || !/^\/[\x21-\x7e]*$/.test(path))
      throw invalid('path to begin with a slash, and to have no spaces', path);
    if (typeof tls !== 'boolean') throw invalid('tls to be true or false', tls);
    const named = serverName !== undefined && { serverName: hostName('serverName', serverName) };
    if (grpc !== undefined && grpc !== true) throw invalid('grpc to be true', grpc);
    return { host, port, tls, path, ...named, ...(grpc && { grpc }) };
  });
  return { token: token(call), timeoutMs: timeout(call), targets };
}

/**
 * Validates the body of a `POST /dns`.
 * @throws ShakedownError CALL_INVALID
 */
export function readDnsCall(body: unknown): DnsCall {
  const call = fields(body, 'a call');
  return { token: token(call), timeoutMs: timeout(call), questions: several(call, 'questions').map(question) };
}

export const mayConnectTo: Allowed = (address) => !isForbidden(address);

export function target(value: unknown, allowed: Allowed): TcpTarget {
  const { host, port, times } = fields(value, 'a target');
  if (typeof host !== 'string' || isIP(host) === 0) throw invalid('host to be an IP address', host);
  if (!allowed(host)) throw invalid('host to be no address of the node itself and no metadata service', host);
  const whereTo = { host, port: whole('port', port, 65_535) };
  return times === undefined ? whereTo : { ...whereTo, times: whole('times', times, agentLimits.connections) };
}

export function whole(field: string, value: unknown, most: number): number {
  if (!Number.isInteger(value) || Number(value) < 1 || Number(value) > most)
    throw invalid(`${field} to be a whole number from 1 to ${most}`, value);
  return Number(value);
}

/** A DNS name that is no address: TLS knows no others. */
function hostName(field: string, value: unknown): string {
  if (isIP(String(value)) !== 0) throw invalid(`${field} to be a DNS name`, value);
  return dnsName(field, value);
}

function dnsName(field: string, value: unknown): string {
  if (typeof value !== 'string' || !/^[-_.a-z0-9]{1,254}$/i.test(value))
    throw invalid(`${field} to be a DNS name`, value);
  return value;
}

function text(field: string, value: unknown, most: number): string {
  if (typeof value !== 'string' || value.length > most)
    throw invalid(
      `${field} to be a text of at most ${most} characters`,
      typeof value === 'string' ? value.length : value,
    );
  return value;
}

function question(value: unknown): DnsQuestion {
  const { type, server, tries, ...more } = fields(value, 'a question');
  const name = dnsName('name', more['name']);
  if (type !== 'A' && type !== 'AAAA' && type !== 'SRV') throw invalid('type to be A, AAAA or SRV', type);
  const asked = { name, type, ...(tries !== undefined && { tries: whole('tries', tries, 2) }) } as const;
  if (server === undefined) return asked;
  if (typeof server !== 'string' || !isServer(server)) throw invalid('server to be an IP address and a port', server);
  return { ...asked, server };
}

function isServer(text: string): boolean {
  const [, v6, v4, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  return isIP(v6 ?? v4 ?? '') === (v6 === undefined ? 4 : 6) && Number(port) >= 1 && Number(port) <= 65_535;
}

function several(call: Fields, field: string, most: number = agentLimits.asked): unknown[] {
  const list = call[field];
  if (!Array.isArray(list)) throw invalid(`${field} to be a list`, list);
  if (list.length > most) throw invalid(`at most ${most} ${field} in one call`, list.length);
  return list;
}

export function timeout({ timeoutMs }: Fields): number {
  if (typeof timeoutMs !== 'number' || !(timeoutMs >= 1 && timeoutMs <= agentLimits.timeoutMs))
    throw invalid(`timeoutMs to be from 1 to ${agentLimits.timeoutMs}`, timeoutMs);
  return timeoutMs;
}

function hold({ holdMs = 0 }: Fields): number {
  if (typeof holdMs !== 'number' || !(holdMs >= 0 && holdMs <= agentLimits.holdMs))
    throw invalid(`holdMs to be from 0 to ${agentLimits.holdMs}`, holdMs);
  return holdMs;
}

export function token({ token: value }: Fields): string {
  return typeof value === 'string' ? value : '';
}

export function fields(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(`${what} to be a JSON object`, value);
  return value as Fields;
}

export function invalid(expected: string, seen: unknown): ShakedownError {
  return new ShakedownError('CALL_INVALID', { meaning: 'suite', expected, seen: JSON.stringify(seen) ?? 'nothing' });
}
