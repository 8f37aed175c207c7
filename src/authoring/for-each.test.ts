import { expect } from 'chai';
import type { Kind } from '../cluster/kinds/kind.ts';
import { kinds } from '../cluster/kinds/kinds.ts';
import { configSchema } from '../config/schema.ts';
import type { Discovered, Inventory } from '../inventory/inventory.ts';
import type { Part } from '../inventory/part.ts';
import { sampleInventory } from '../inventory/sample.ts';
import { forEach } from './for-each.ts';
import { parts } from '../inventory/parts.ts';
import { part } from './part.ts';
import { inventory, openRegistration, type Subject } from './registration.ts';

const ingress = {
  kind: { group: 'networking.k8s.io', version: 'v1', resource: 'ingresses', kind: 'Ingress', namespaced: true },
  id: 'shop/ingress',
  byLabels: true,
  sample: { spec: { ingressClassName: 'sample' } },
} as const satisfies Part;

describe('For each object of a kind', () => {
  const sample = sampleInventory(configSchema.parse({}));
  let subjects: Subject[];
  let unread: [string, string][];
  let close: () => void = () => {};

  function open(found: Partial<Inventory> = {}, discovered?: Discovered<never>) {
    subjects = [];
    unread = [];
    close = openRegistration({
      inventory: { ...sample.inventory, ...found },
      survey: sample.survey,
      discover: (row) => (discovered ? Promise.resolve(discovered) : sample.discover(row)),
      add: () => {},
      about: (subject, define) => {
        subjects.push(subject);
        define();
      },
      unread: (name, { message }) => unread.push([name, message]),
    });
  }
  afterEach(() => close());

  it('checks are defined with its id, and are only about that object', () => {
    open();
    const ids: string[] = [];
    forEach('statefulSets', ({ spec }, id) => ids.push(`${id} ${spec?.serviceName}`));
    forEach('nodes', (_, id) => ids.push(id));
    expect(ids).to.deep.equal(['workloads/statefulset/sample/sample sample', 'workloads/node/sample']);
    expect(subjects).to.deep.equal([
      { kind: kinds.statefulSets, ref: { namespace: 'sample', name: 'sample' } },
      { kind: kinds.nodes, ref: { name: 'sample' } },
    ]);
  });

  it('the name of the kind is said once, so that objects and name cannot differ', () => {
    open();
    const define = () => {};
    // @ts-expect-error the objects of one kind under the name of another: a failure became a skip
    expect(() => forEach(inventory().statefulSets, 'deployments', define)).to.throw(
      'SPEC_PART: it was given something else than the name of a kind\n',
    );
    // @ts-expect-error a Deployment has no serviceName
    forEach('deployments', ({ spec }) => spec?.serviceName);
  });

  it('an unknown kind is refused, with what was probably meant', () => {
    open();
    // @ts-expect-error there is no such kind; spec files are not type-checked when they are loaded
    expect(() => forEach('deploymnets', () => {})).to.throw(
      "SPEC_PART: the inventory has no 'deploymnets'; did you mean 'deployments'?\n" +
        '  expected: forEach to be given a kind of the inventory\n' +
        `  do:       write one of ${Object.keys(parts).join(', ')}, or what \`await part({ … })\` returns`,
    );
  });

  it('a kind that could not be listed is reported with its name', async () => {
    open({ jobs: { trouble: new Error('no right') } }, { trouble: new Error('none either') });
    const define = () => expect.fail('there is nothing to define');
    forEach('jobs', define);
    forEach(await part(ingress), define);
    expect(unread).to.deep.equal([
      ['jobs', 'no right'],
      ['ingresses', 'none either'],
    ]);
  });

  it('a kind that a spec file defines is discovered, and typed by its sample', async () => {
    open();
    const ids: string[] = [];
    forEach(await part(ingress), ({ metadata, spec }, id) =>
      ids.push(`${id} ${metadata?.name} ${spec.ingressClassName}`),
    );
    expect(ids).to.deep.equal(['shop/ingress/sample/sample sample sample']);
    expect(subjects).to.deep.equal([{ kind: ingress.kind, ref: { namespace: 'sample', name: 'sample' } }]);
    const kind: Kind<{ spec: { rules: string[] } }> = ingress.kind;
    // @ts-expect-error the sample is of another kind
    void (await part({ ...ingress, kind }));
    // @ts-expect-error the sample has no rules
    forEach(await part(ingress), ({ rules }) => rules);
  });

  it('an incomplete definition of a kind is refused, with what is missing', async () => {
    open();
    const refused = (row: object) =>
      part(row as Part).then(
        () => 'it was taken',
        (error: Error) => error.message,
      );
    expect(
      await refused({ kind: { ...ingress.kind, namespaced: undefined }, id: 'shop/ingress', sample: [] }),
    ).to.equal(
      "SPEC_PART: the part 'shop/ingress' is without kind.namespaced, byLabels, sample, one object\n" +
        '  expected: part() to be given all of a kind\n' +
        '  do:       see docs/how-to/add-a-kind.md of the package shakedown',
    );
    expect(await refused({ sample: {} })).to.contain(
      'a part is without kind.group, kind.version, kind.resource, kind.kind, id, kind.namespaced, byLabels\n',
    );
    expect(await refused({ ...ingress, id: 'ingress' })).to.equal(
      "SPEC_PART: 'ingress'\n" +
        '  expected: the id of a part to be its area and a name\n' +
        "  do:       write it as in 'workloads/deployment'",
    );
  });
});
