import type { EndpointSlice, Service } from '../../cluster/kinds/kinds.ts';
import type { Backend } from './backend.ts';

/** A Service `shop/hook` with port 443, and one slice of its endpoints. */
export const hookService = {
  metadata: { namespace: 'shop', name: 'hook' },
  spec: { selector: { app: 'hook' }, ports: [{ name: 'https', port: 443, targetPort: 8443 }] },
} as unknown as Service;

/** A slice of the endpoints of `shop/hook`. @param ready whether each is ready. */
export function sliceOf(ready: readonly boolean[], port = 'https'): EndpointSlice {
  return {
    metadata: { namespace: 'shop', name: 'hook-1', labels: { 'kubernetes.io/service-name': 'hook' } },
    endpoints: ready.map((one) => ({ addresses: ['10.0.0.9'], conditions: { ready: one } })),
    ports: [{ name: port, port: 8443 }],
  } as unknown as EndpointSlice;
}

/** The backend `shop/hook:443`, healthy unless told otherwise. */
export function hookBackend(more: Partial<Backend> = {}): Backend {
  const ref = { namespace: 'shop', name: 'hook' };
  return { ref, port: 443, service: hookService, slices: [sliceOf([true])], ...more };
}
