import { ApiClient } from '../../src/cluster/transport/api-client.ts';
import { DoorConfig } from '../../src/cluster/transport/door-config.ts';
import { Door } from '../../src/cluster/door.ts';
import { systemClock, type Clock } from '../../src/time/clock.ts';

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
  const source = new DoorConfig();
  source.loadFromClusterAndUser(
    { name: 'fake', server, skipTLSVerify: false },
    { name: 'somebody', ...(token === undefined ? {} : { token }) },
  );
  return new Door(new ApiClient({ server, source, clock, timeoutMs }));
}
