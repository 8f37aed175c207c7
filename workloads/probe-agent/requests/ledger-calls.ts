import {
  ledgerLimits,
  type LedgerOrder,
  type LedgerRead,
} from '../../../src/instruments/agents/requests/ledger-protocol.ts';
import { fields, invalid, mayConnectTo, target, timeout, token, whole, type Allowed, type Fields } from '../calls.ts';

type WithToken<Call> = Call & { token: string };

/**
 * Validates the body of a `POST /requests/start`.
 * @param allowed whether the agent may connect to an address.
 * @throws ShakedownError CALL_INVALID
 */
export function readLedgerOrder(body: unknown, allowed: Allowed = mayConnectTo): WithToken<LedgerOrder> {
  const call = fields(body, 'a call');
  const { host, port } = target(call, allowed);
  const { perSecond } = call;
  if (typeof perSecond !== 'number' || !(perSecond > 0 && perSecond <= ledgerLimits.perSecond))
    throw invalid(`perSecond to be above 0 and at most ${ledgerLimits.perSecond}`, perSecond);
  const seconds = whole('seconds', call['seconds'], ledgerLimits.seconds);
  const { path, hostName } = call;
  if (typeof path !== 'string' || !/^\/[!-~]{0,500}$/.test(path)) throw invalid('path to be the path of a URL', path);
  const order = { token: token(call), id: id(call), host, port, path, perSecond, seconds, timeoutMs: timeout(call) };
  if (hostName === undefined) return order;
  if (typeof hostName !== 'string' || !/^[-.:a-z0-9]{1,260}$/.test(hostName))
    throw invalid('hostName to be the name of a host', hostName);
  return { ...order, hostName };
}

/**
 * Validates the body of a `POST /requests/read`.
 * @throws ShakedownError CALL_INVALID
 */
export function readLedgerRead(body: unknown): WithToken<LedgerRead> {
  const call = fields(body, 'a call');
  const { from, stop = false } = call;
  if (!Number.isInteger(from) || Number(from) < 0) throw invalid('from to be a whole number of at least 0', from);
  return { token: token(call), id: id(call), from: Number(from), stop: stop === true };
}

function id({ id: value }: Fields): string {
  if (typeof value !== 'string' || !/^[-\w]{1,64}$/.test(value))
    throw invalid('id to be a text of letters, digits and hyphens', value);
  return value;
}
