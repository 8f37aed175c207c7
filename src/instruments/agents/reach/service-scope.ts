import type { Service } from '../../../cluster/kinds.ts';

/**
 * Annotation by which an owner takes a Service out of the check, for one that must not be connected to from elsewhere, or that
 * has no endpoints by design: `shakedown/skip: "true"`.
 */
const SKIP = 'shakedown/skip';

/** Whether an owner has taken a Service out: nothing behind it is to be connected to one by one. */
export function isOptedOut({ metadata }: Service): boolean {
  return metadata?.annotations?.[SKIP] === 'true';
}

/** Why a Service is none that TCP connections can judge, by what stands in it; `undefined` when it is one. */
export function whyNotProbed(service: Service): string | undefined {
  const { spec } = service;
  if (isOptedOut(service)) return `its annotation ${SKIP} is "true"`;
  if (spec?.type === 'ExternalName') return `it is of type ExternalName, another name for ${spec.externalName}`;
  if (Object.keys(spec?.selector ?? {}).length === 0) return 'it has no selector: its endpoints are not made from pods';
  const protocols = [...new Set((spec?.ports ?? []).map(({ protocol = 'TCP' }) => protocol))];
  if (protocols.length === 0) return 'it has no ports to connect to';
  if (!protocols.includes('TCP')) return `its ports are ${protocols.join(' and ')}: only TCP connections are judged`;
  return undefined;
}
