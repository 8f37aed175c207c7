import { expect } from 'chai';
import { configSchema } from '../config/schema.ts';
import { secretRights } from './secret-rights.ts';

describe('The permissions for secrets of channels', () => {
  it('are to read the Secrets that are named, and no other', () => {
    const slack = { token: 'secret:ops/slack/token', webhook: 'file:/hook' };
    expect(secretRights(configSchema.parse({ notify: { slack, webhook: { secret: 'env:KEY' } } }))).to.deep.equal([
      { group: '', resource: 'secrets', verbs: ['get'], scope: { namespace: 'ops' }, names: ['slack'] },
    ]);
    const url = 'secret:ops/hook/url';
    expect(secretRights(configSchema.parse({ notify: { webhook: { url } } }))).to.deep.equal([
      { group: '', resource: 'secrets', verbs: ['get'], scope: { namespace: 'ops' }, names: ['hook'] },
    ]);
    expect(secretRights(configSchema.parse({}))).to.deep.equal([]);
  });
});
