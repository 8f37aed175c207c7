import { X509Certificate } from 'node:crypto';
import type { V1MutatingWebhookConfiguration, V1ValidatingWebhookConfiguration } from '@kubernetes/client-node';
import type { Kind, Wire } from '../../cluster/kinds/kind.ts';
import { authorities } from '../../cluster/kubeconfig/tls/pem.ts';
import { looksAt } from '../../cluster/rights/rights.ts';
import { doesNotApply, notYet, ready, type Condition, type Observation } from '../waiting/condition.ts';
import { several } from '../workloads/counts.ts';
import { isTerminating, judgeMissing } from '../workloads/judge-workload.ts';
import { backendRights, backendTrouble, readBackend, type Backend } from './backend.ts';

export type ValidatingWebhookConfiguration = Wire<V1ValidatingWebhookConfiguration>;
export type MutatingWebhookConfiguration = Wire<V1MutatingWebhookConfiguration>;
/** Both kinds of configurations, as far as the suite reads them. */
export type WebhookConfiguration = ValidatingWebhookConfiguration | MutatingWebhookConfiguration;
type Webhook = NonNullable<WebhookConfiguration['webhooks']>[number];

const of = <T>(resource: string, kind: string): Kind<T> => ({
  ...{ group: 'admissionregistration.k8s.io', version: 'v1', resource, kind, namespaced: false },
});
export const validatingWebhookConfigurations = of<ValidatingWebhookConfiguration>(
  'validatingwebhookconfigurations',
  'ValidatingWebhookConfiguration',
);
export const mutatingWebhookConfigurations = of<MutatingWebhookConfiguration>(
  'mutatingwebhookconfigurations',
  'MutatingWebhookConfiguration',
);

/** The port of a Service at which a webhook is called, if its configuration names none. */
const PORT = 443;

/** A configuration of webhooks as a condition sees it. */
export interface WebhooksSeen {
  configuration: WebhookConfiguration | undefined;
  /** The Services that its webhooks are called at, by {@link serviceOf}. */
  backends: ReadonlyMap<string, Backend>;
  /** The API server's time. */
  date: Date;
}

/** The Service at which the API server calls a webhook, with its port; `undefined` for one that it calls at a URL. */
export function serviceOf({ clientConfig }: Webhook): Pick<Backend, 'ref' | 'port'> | undefined {
  const { service } = clientConfig;
  if (!service) return undefined;
  return { ref: { namespace: service.namespace, name: service.name }, port: service.port ?? PORT };
}

/** What can be waited for of a ValidatingWebhookConfiguration or a MutatingWebhookConfiguration. */
export function webhookConfiguration(
  kind: typeof validatingWebhookConfigurations | typeof mutatingWebhookConfigurations,
  name: string,
) {
  return {
    /**
     * The API server can call each of its webhooks: their Services exist and have ready endpoints, and the certificates by which it trusts them can
     * be read and have not expired. Webhooks that are called at a URL are not judged.
     */
    canBeCalled: (): Condition<WebhooksSeen> => ({
      title: `the webhooks of ${kind.kind.toLowerCase()} ${name} can be called`,
      rights: [looksAt(kind), ...backendRights],
      todo: `kubectl describe ${kind.resource} ${name}`,
      read: async (look) => {
        const configuration = await look.get<WebhookConfiguration>(kind, { name });
        const called = (configuration?.webhooks ?? []).flatMap((one) => serviceOf(one) ?? []);
        const byKey = new Map(called.map((one) => [keyOf(one), one]));
        const backends = await Promise.all(
          [...byKey].map(async ([key, one]) => [key, await readBackend(look, one, look.why || look.first)] as const),
        );
        return { configuration, backends: new Map(backends), date: look.date };
      },
      judge: judgeWebhooks,
    }),
  };
}

const keyOf = ({ ref, port }: Pick<Backend, 'ref' | 'port'>) => `${ref.namespace}/${ref.name}:${port}`;

/** Judges a configuration of webhooks; pure. */
export function judgeWebhooks({ configuration, backends, date }: WebhooksSeen): Observation {
  if (!configuration || isTerminating(configuration)) return judgeMissing({}, configuration);
  const webhooks = configuration.webhooks ?? [];
  const called = webhooks.filter((one) => serviceOf(one) !== undefined);
  if (webhooks.length === 0) return doesNotApply('it has no webhooks');
  if (called.length === 0) return doesNotApply('its webhooks are called at URLs, which are not judged');
  const troubles = called.flatMap((one) => {
    const backend = backends.get(keyOf(serviceOf(one)!));
    const text = (backend && backendTrouble(backend)) ?? caTrouble(one, date);
    return text === undefined ? [] : [{ one, text, backend }];
  });
  const [first] = troubles;
  if (!first) {
    const bare = called.find(({ clientConfig }) => !clientConfig.caBundle);
    if (!bare) return ready();
    const remark = `webhook ${bare.name} has no caBundle: it works only if the API server’s own machine knows who signed its certificate`;
    return { ...ready(remark), isRemarkable: true };
  }
  const more = troubles.length > 1 ? ` (${troubles.length} of ${several(called.length, 'webhook')})` : '';
  const { ref } = first.backend ?? {};
  return {
    ...notYet(`webhook ${first.one.name} cannot be called, ${effectOf(first.one)}: ${first.text}${more}`),
    ...(ref && { todo: `kubectl -n ${ref.namespace} get service,endpointslices,pods` }),
  };
}

/** What comes of it, by the policy for failures; Fail is the default. */
function effectOf({ failurePolicy = 'Fail' }: Webhook): string {
  return failurePolicy === 'Ignore'
    ? 'so that what it should see passes unseen (failurePolicy Ignore)'
    : 'so that the requests that it should see are refused (failurePolicy Fail)';
}

/** What is wrong with the certificates by which the API server trusts a webhook. */
function caTrouble({ clientConfig: { caBundle } }: Webhook, date: Date): string | undefined {
  if (!caBundle) return undefined;
  const read = authorities(Buffer.from(caBundle, 'base64'));
  if ('problem' in read) return `its caBundle ${read.problem}`;
  const ends = read.certificates.map((pem) => Date.parse(new X509Certificate(pem).validTo));
  const last = Math.max(...ends);
  if (last > date.getTime()) return undefined;
  return `the certificate in its caBundle has expired, on ${new Date(last).toISOString()}`;
}
