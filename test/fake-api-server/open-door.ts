import { ApiClient } from '../../src/cluster/transport/api-client.ts';
import { DoorConfig } from '../../src/cluster/transport/door-config.ts';
import { Door } from '../../src/cluster/door.ts';
import { systemClock, type Clock } from '../../src/time/clock.ts';

/** How a door to a server is opened. */
export interface DoorOptions {
  /** @default the machine's own */
  clock?: Clock;
  /** Longest time of one request, in milliseconds. @default 5_000 */
  timeoutMs?: number;
  /** A bearer token. @default none */
  token?: string;
}

/** A door to a server that needs no more than an address. */
export function openDoor(server: string, { clock = systemClock, timeoutMs = 5_000, token }: DoorOptions = {}): Door {
  const source = new DoorConfig();
  source.loadFromClusterAndUser(
    { name: 'fake', server, skipTLSVerify: false },
    { name: 'somebody', ...(token === undefined ? {} : { token }) },
  );
  return new Door(new ApiClient({ server, source, clock, timeoutMs }));
}
