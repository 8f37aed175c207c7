import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** The records of the server: name without the last dot → IPv4 addresses; a `silent` name gets no answer. */
export type Zone = Readonly<Record<string, readonly string[] | 'silent'>>;

/** A DNS server on UDP, for type A only: enough to test how a resolver handles an answer, NXDOMAIN and no answer. */
export async function dnsServer(zone: Zone): Promise<AsyncDisposable & { address: string; asked: string[] }> {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    const { name, end } = nameAt(query, 12);
    asked.push(name);
    const known = zone[name];
    if (known === 'silent') return;
    const records = (known ?? []).map((address) =>
      // A pointer to the name in the question, type A, class IN, 5 s to live, 4 bytes.
      Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, ...address.split('.').map(Number)]),
    );
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(known ? 0x8580 : 0x8583, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(records.length, 6);
    socket.send(Buffer.concat([header, query.subarray(12, end + 4), ...records]), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    [Symbol.asyncDispose]: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function nameAt(message: Buffer, start: number): { name: string; end: number } {
  const labels: string[] = [];
  let at = start;
  for (;;) {
    const length = message[at] ?? 0;
    at += 1;
    if (length === 0) return { name: labels.join('.'), end: at };
    labels.push(message.toString('latin1', at, at + length));
    at += length;
  }
}
