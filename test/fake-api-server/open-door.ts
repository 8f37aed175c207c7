import { ApiClient } from '../../src/cluster/transport/api-client.ts';
import { Door } from '../../src/cluster/door.ts';
import { systemClock, type Clock } from '../../src/time/clock.ts';
import { Agent } from 'undici';

/** The options of a door to a server. */
export interface DoorOptions {
  /** @default the system clock */
  clock?: Clock;
  /** The timeout of one request, in milliseconds. @default 5_000 */
  timeoutMs?: number;
  /** A bearer token. @default none */
  token?: string;
}

/** A door to a server that needs only an address. */
export function openDoor(server: string, { clock = systemClock, timeoutMs = 5_000, token }: DoorOptions = {}): Door {
  const dispatcher = new Agent();
  const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const source = {
    access: async () => ({ headers, dispatcher }),
    reject: () => {},
    close: () => dispatcher.destroy(),
  };
  return new Door(new ApiClient({ server, source, clock, timeoutMs }));
}
