import { kinds, type Service } from '../../../cluster/kinds/kinds.ts';
import type { Related } from '../collector.ts';
import { columns } from '../describe/lines.ts';
import type { EvidenceReader } from '../reader.ts';

/** A Service: its endpoints, and the pods that it selects. */
export async function ofService({ metadata, spec }: Service, reader: EvidenceReader): Promise<Related> {
  const { namespace = '', name = '' } = metadata ?? {};
  const labelSelector = `kubernetes.io/service-name=${name}`;
  const slices = await reader.list(kinds.endpointSlices, { namespace, labelSelector });
  const rows = slices.flatMap(({ endpoints = [], ports }) =>
    (endpoints ?? []).map(({ addresses, conditions, nodeName, targetRef }) => [
      ...[addresses.join(', '), conditions?.ready === false ? 'not ready' : 'ready', nodeName ?? ''],
      ...[targetRef?.name ?? '', (ports ?? []).map(({ port, protocol }) => `${port}/${protocol}`).join(', ')],
    ]),
  );
  const selector = Object.entries(spec?.selector ?? {});
  const all = selector.length === 0 ? [] : await reader.list(kinds.pods, { namespace });
  const pods = all.filter((pod) => selector.every(([key, value]) => pod.metadata?.labels?.[key] === value));
  const none = selector.length > 0 && pods.length === 0 ? ['its selector selects no pod'] : [];
  return {
    pods,
    lines: [
      ...none,
      ...(rows.length === 0 ? ['it has no endpoints'] : []),
      ...columns(['ENDPOINT', 'STATE', 'NODE', 'OF', 'PORTS'], rows),
    ],
  };
}
