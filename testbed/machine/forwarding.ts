import { connect, createServer, type NetConnectOpts, type Server, type Socket } from 'node:net';

/** A server that does not listen yet. It joins each connection to a new connection to `target`; each direction closes by itself. */
export function forwarderTo(target: NetConnectOpts): Server {
  return createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = connect({ ...target, allowHalfOpen: true, noDelay: true } as NetConnectOpts);
    join(near, far);
    join(far, near);
  });
}

function join(from: Socket, to: Socket): void {
  from.pipe(to);
  // When one end breaks or cannot be reached, closing the other end is the only way to report it.
  from.on('error', () => to.destroy());
  from.on('close', () => to.destroySoon());
}
