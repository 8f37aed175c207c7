import { expect } from 'chai';
import { configSchema } from '../config/schema.ts';
import { conformanceFlags } from './conformance.ts';

const flags = (nightly: object) => conformanceFlags(configSchema.parse({ nightly }).nightly);

describe('The flags for conformance tests', () => {
  it('name the mode', () => {
    expect(flags({ conformance: 'quick' })).to.deep.equal(['--mode', 'quick']);
  });

  it('set what is selected after the mode, which sets it, too', () => {
    const conformanceFocus = String.raw`Pods.*\[Conformance\]`;
    expect(
      flags({ conformance: 'conformance-lite', conformanceFocus, conformanceImage: 'localhost/e2e:1' }),
    ).to.deep.equal([
      ...['--mode', 'conformance-lite', '--plugin-env', `e2e.E2E_FOCUS=${conformanceFocus}`],
      ...['--plugin-image', 'e2e:localhost/e2e:1'],
    ]);
  });
});
