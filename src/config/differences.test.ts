import { expect } from 'chai';
import { differences } from './differences.ts';
import { configSchema } from './schema.ts';

describe('What of a configuration differs from the defaults', () => {
  it('is nothing for the defaults', () => expect(differences(configSchema.parse({}))).to.deep.equal({}));

  it('is the shortest file that says the same', () => {
    const file = { run: { focus: 'dns' }, objects: { resources: { limits: { cpu: '1' } }, labels: { a: 'b' } } };
    const config = configSchema.parse(file);
    expect(differences(config)).to.deep.equal(file);
    expect(configSchema.parse(differences(config))).to.deep.equal(config);
  });

  it('may leave keys out', () => {
    expect(differences(configSchema.parse({ image: 'x', run: { skip: 'y' } }), ['image'])).to.deep.equal({
      run: { skip: 'y' },
    });
  });
});
