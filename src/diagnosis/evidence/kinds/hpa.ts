import { kinds, type Hpa } from '../../../cluster/kinds/kinds.ts';
import type { ObjectId } from '../../../cluster/kinds/kind.ts';
import type { Related } from '../collector.ts';
import { pairs } from '../describe/lines.ts';
import type { EvidenceReader } from '../reader.ts';
import { ofDeployment, ofOwner } from './workload.ts';

/** An HPA: its target, and the target's pods. */
export async function ofHpa({ metadata, spec }: Hpa, reader: EvidenceReader): Promise<Related> {
  const { namespace = '' } = metadata ?? {};
  const { kind, name } = spec?.scaleTargetRef ?? { kind: '', name: '' };
  const ref = { namespace, name };
  const none: Related = { lines: [`its target, ${kind} ${name}, does not exist`] };
  if (kind === 'Deployment') {
    const target = await reader.get(kinds.deployments, ref);
    return target ? scaled({ kind: kinds.deployments, ref }, await ofDeployment(target, reader)) : none;
  }
  const other = [kinds.statefulSets, kinds.replicaSets].find((one) => one.kind === kind);
  if (!other) return {};
  const target = await reader.get<object>(other, ref);
  return target ? scaled({ kind: other, ref }, await ofOwner(target, reader)) : none;
}

function scaled(target: ObjectId, { pods = [], uids = [], lines = [] }: Related): Related {
  const containers = pods[0]?.spec?.containers ?? [];
  const requests = containers.map(
    ({ name, resources }) => `container ${name} of its pods requests ${pairs(resources?.requests) || 'nothing'}`,
  );
  return { pods, uids, lines: [...lines, ...requests], objects: [target] };
}
