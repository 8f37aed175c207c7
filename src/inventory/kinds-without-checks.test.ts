import { expect } from 'chai';
import { kindsWithoutChecks } from './kinds-without-checks.ts';

const defined = (...names: string[]) => ({ items: names.map((name) => ({ metadata: { name } })) });

describe('Kinds that no check is about', () => {
  it('are routes of the Gateway API for TLS, TCP and UDP, where the cluster has them', () => {
    const found = defined(
      'httproutes.gateway.networking.k8s.io',
      'tlsroutes.gateway.networking.k8s.io',
      'tcproutes.gateway.networking.k8s.io',
      'udproutes.gateway.networking.k8s.io',
      'tlsroutes.example.com',
    );
    expect(kindsWithoutChecks(found)).to.deep.equal(
      ['tlsroutes', 'tcproutes', 'udproutes'].map((name) => ({
        what: `${name}.gateway.networking.k8s.io`,
        reason: 'not examined',
      })),
    );
  });

  it('are not told where there is none, or the definitions could not be read', () => {
    expect(kindsWithoutChecks(defined('httproutes.gateway.networking.k8s.io'))).to.deep.equal([]);
    expect(kindsWithoutChecks({ trouble: new Error('403') })).to.deep.equal([]);
  });
});
