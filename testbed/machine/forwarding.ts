import { connect, createServer, type NetConnectOpts, type Server, type Socket } from 'node:net';

/** A server, not yet listening, that joins each connection to a new one to `target`, each direction closing by itself. */
export function forwarderTo(target: NetConnectOpts): Server {
  return createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = connect({ ...target, allowHalfOpen: true, noDelay: true } as NetConnectOpts);
    join(near, far);
    join(far, near);
  });
}

function join(from: Socket, to: Socket): void {
  from.pipe(to);
  // An end that breaks, or is not there to be reached, is told to the other end in the one way a socket has.
  from.on('error', () => to.destroy());
  from.on('close', () => to.destroySoon());
}
