import type { V1APIService } from '@kubernetes/client-node';
import type { Kind, Wire } from '../../cluster/kinds/kind.ts';
import { looksAt } from '../../cluster/rights/rights.ts';
import { notYet, ready, type Condition, type Observation } from '../waiting/condition.ts';
import { isTerminating, judgeMissing } from '../workloads/judge-workload.ts';
import { backendRights, backendTrouble, readBackend, type Backend } from './backend.ts';

export type ApiService = Wire<V1APIService>;

export const apiServices: Kind<ApiService> = {
  group: 'apiregistration.k8s.io',
  version: 'v1',
  resource: 'apiservices',
  kind: 'APIService',
  namespaced: false,
};

/** An APIService as a condition sees it. */
export interface ApiServiceSeen {
  apiService: ApiService | undefined;
  /** The Service behind it; read only when it is not available. */
  backend?: Backend;
}

/** Whether something else than the API server itself answers for it: those that it serves itself are always available. */
export function isAggregated({ spec }: ApiService): boolean {
  return spec?.service !== undefined && spec.service !== null;
}

/** What can be waited for of an APIService. */
export function apiService(name: string) {
  return {
    /**
     * The API server reaches the API that is aggregated: its condition Available is True. Otherwise the deletion of namespaces does not end either, and
     * every client that looks for all kinds gets errors.
     */
    isAvailable: (): Condition<ApiServiceSeen> => ({
      title: `apiservice ${name} is available`,
      rights: [looksAt(apiServices), ...backendRights],
      todo: `kubectl describe apiservice ${name}`,
      read: async (look) => {
        const seen = await look.get(apiServices, { name });
        const { namespace, name: service, port = 443 } = seen?.spec?.service ?? {};
        if (!seen || isAvailable(seen) || !namespace || !service) return { apiService: seen };
        const of = { ref: { namespace, name: service }, port };
        return { apiService: seen, backend: await readBackend(look, of, look.why || look.first) };
      },
      judge: judgeApiService,
    }),
  };
}

/** Judges an APIService; pure. */
export function judgeApiService({ apiService: seen, backend }: ApiServiceSeen): Observation {
  if (!seen || isTerminating(seen)) return judgeMissing({}, seen);
  const available = availableOf(seen);
  if (available?.status === 'True') return ready();
  if (!available) return notYet('the API server has not looked for it yet');
  const { namespace, name } = backend?.ref ?? {};
  const trouble = backend && backendTrouble(backend);
  const said = [available.reason, available.message].filter(Boolean).join(': ');
  return {
    ...notYet(`it is not available: ${trouble ?? said}`),
    ...(trouble !== undefined && { todo: `kubectl -n ${namespace} describe service ${name}` }),
    ...(available.lastTransitionTime && { stuckSince: available.lastTransitionTime }),
  };
}

function isAvailable(seen: ApiService): boolean {
  return availableOf(seen)?.status === 'True';
}

function availableOf({ status }: ApiService) {
  return status?.conditions?.find(({ type }) => type === 'Available');
}
