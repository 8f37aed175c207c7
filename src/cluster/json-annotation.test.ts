import { expect } from 'chai';
import { z } from 'zod';
import { jsonAnnotation } from './json-annotation.ts';

describe('An annotation with JSON', () => {
  const kind = { annotation: 'shakedown/plan', schema: z.object({ users: z.number() }), kind: 'deployment' };
  const read = (annotations?: Record<string, string>) =>
    jsonAnnotation(
      { metadata: { namespace: 'load', name: 'master', ...(annotations && { annotations }) } },
      { ...kind, todo: 'write it again' },
    );

  it('is read, or not there', () => {
    expect(read({ 'shakedown/plan': '{"users":3}' })).to.deep.equal({ users: 3 });
    expect(read({ other: '{' })).to.equal(undefined);
    expect(read()).to.equal(undefined);
  });

  it('that somebody has edited is refused, with the object that it is at', () => {
    for (const text of ['{"users":', '', 'null', '[]', '{"users":"three"}'])
      expect(() => read({ 'shakedown/plan': text }), text)
        .to.throw(
          'ANNOTATION_UNREADABLE: deployment load/master has another one: ' +
            `${text}\n  expected: the annotation shakedown/plan as the suite writes it\n  do:       write it again`,
        )
        .with.property('meaning', 'usage');
  });
});
