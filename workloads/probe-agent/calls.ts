import { isIP } from 'node:net';
import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import {
  agentLimits,
  type DnsCall,
  type DnsQuestion,
  type TcpCall,
  type TcpTarget,
} from '../../src/instruments/agents/agent-protocol.ts';

type Fields = Record<string, unknown>;

/**
 * Validates the body of a `POST /tcp`.
 * @throws ShakedownError CALL_INVALID
 */
export function readTcpCall(body: unknown): TcpCall {
  const call = fields(body, 'a call');
  return { token: token(call), timeoutMs: timeout(call), targets: several(call, 'targets').map(target) };
}

/**
 * Validates the body of a `POST /dns`.
 * @throws ShakedownError CALL_INVALID
 */
export function readDnsCall(body: unknown): DnsCall {
  const call = fields(body, 'a call');
  return { token: token(call), timeoutMs: timeout(call), questions: several(call, 'questions').map(question) };
}

function target(value: unknown): TcpTarget {
  const { host, port } = fields(value, 'a target');
  if (typeof host !== 'string' || isIP(host) === 0) throw invalid('host to be an IP address', host);
  if (!Number.isInteger(port) || Number(port) < 1 || Number(port) > 65_535)
    throw invalid('port to be a whole number from 1 to 65535', port);
  return { host, port: Number(port) };
}

function question(value: unknown): DnsQuestion {
  const { name, type, server } = fields(value, 'a question');
  if (typeof name !== 'string' || !/^[-_.a-z0-9]{1,254}$/i.test(name)) throw invalid('name to be a DNS name', name);
  if (type !== 'A' && type !== 'AAAA' && type !== 'SRV') throw invalid('type to be A, AAAA or SRV', type);
  if (server === undefined) return { name, type };
  if (typeof server !== 'string' || !isServer(server)) throw invalid('server to be an IP address and a port', server);
  return { name, type, server };
}

function isServer(text: string): boolean {
  const [, v6, v4, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  return isIP(v6 ?? v4 ?? '') === (v6 === undefined ? 4 : 6) && Number(port) >= 1 && Number(port) <= 65_535;
}

function several(call: Fields, field: string): unknown[] {
  const list = call[field];
  if (!Array.isArray(list)) throw invalid(`${field} to be a list`, list);
  if (list.length > agentLimits.asked) throw invalid(`at most ${agentLimits.asked} ${field} in one call`, list.length);
  return list;
}

function timeout({ timeoutMs }: Fields): number {
  if (typeof timeoutMs !== 'number' || !(timeoutMs >= 1 && timeoutMs <= agentLimits.timeoutMs))
    throw invalid(`timeoutMs to be from 1 to ${agentLimits.timeoutMs}`, timeoutMs);
  return timeoutMs;
}

function token({ token: value }: Fields): string {
  return typeof value === 'string' ? value : '';
}

function fields(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(`${what} to be a JSON object`, value);
  return value as Fields;
}

function invalid(expected: string, seen: unknown): ShakedownError {
  return new ShakedownError('CALL_INVALID', { meaning: 'suite', expected, seen: JSON.stringify(seen) ?? 'nothing' });
}
