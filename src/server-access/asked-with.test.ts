import { expect } from 'chai';
import { configSchema } from '../config/schema.ts';
import { askedWith } from './asked-with.ts';

const asked = (settings: object) => askedWith(configSchema.parse({ prometheus: settings }).prometheus);

describe('What a server is asked with', () => {
  it('is told by its kind and its names, never by its values', () => {
    expect(asked({})).to.equal('asked without credentials, and without a header');
    expect(asked({ headers: { 'X-Scope-OrgID': 'team-a' } })).to.equal('asked with the header X-Scope-OrgID');
    expect(asked({ auth: { username: 'ada', password: 'file:/p' } })).to.equal('asked with a user name and a password');
    expect(
      asked({
        auth: { bearerToken: 'file:/t', clientCertificate: 'file:/c' },
        headers: { A: '1', B: 'secret:monitoring/tenant/name' },
      }),
    ).to.equal('asked with a bearer token, a client certificate and the headers A, B');
  });
});
