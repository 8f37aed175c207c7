import { didYouMean } from '../config/did-you-mean.ts';
import { ShakedownError } from '../errors/shakedown-error.ts';
import type { Part } from '../inventory/part.ts';
import { namedParts } from '../inventory/parts.ts';

/** What is wrong with `forEach` of a kind that the inventory does not have. */
export function unknownPart(name: unknown): ShakedownError {
  const known = namedParts.map(([each]) => each);
  const meant = didYouMean(typeof name === 'string' ? name : '', known);
  return new ShakedownError('SPEC_PART', {
    meaning: 'suite',
    expected: 'forEach to be given a kind of the inventory',
    seen:
      typeof name === 'string'
        ? `the inventory has no '${name}'${meant === undefined ? '' : `; did you mean '${meant}'?`}`
        : 'it was given something else than the name of a kind',
    todo: `write one of ${known.join(', ')}, or what \`await part({ … })\` returns`,
  });
}

/**
 * Makes sure that a part of a spec file has all that discovery needs, because types are stripped, not checked, when a spec file is loaded.
 * @throws ShakedownError SPEC_PART
 */
export function refuseIncomplete(row: Part): void {
  const { kind, id, byLabels, sample } = (row ?? {}) as Partial<Part>;
  const { group, version, resource, kind: singular, namespaced } = kind ?? ({} as Partial<Part['kind']>);
  const texts = { 'kind.group': group, 'kind.version': version, 'kind.resource': resource, 'kind.kind': singular, id };
  const flags = { 'kind.namespaced': namespaced, byLabels };
  const missing = [
    ...Object.entries(texts).flatMap(([key, value]) => (typeof value === 'string' ? [] : [key])),
    ...Object.entries(flags).flatMap(([key, value]) => (typeof value === 'boolean' ? [] : [key])),
    ...(typeof sample === 'object' && sample !== null && !Array.isArray(sample) ? [] : ['sample, one object']),
  ];
  if (missing.length > 0)
    throw new ShakedownError('SPEC_PART', {
      meaning: 'suite',
      expected: 'part() to be given all of a kind',
      seen: `${id === undefined ? 'a part' : `the part '${id}'`} is without ${missing.join(', ')}`,
      todo: 'see docs/how-to/add-a-kind.md of the package shakedown',
    });
  if (!/^[^/*]+\/[^/*]+$/.test(id ?? ''))
    throw new ShakedownError('SPEC_PART', {
      meaning: 'suite',
      expected: 'the id of a part to be its area and a name',
      seen: `'${id}'`,
      todo: "write it as in 'workloads/deployment'",
    });
}
