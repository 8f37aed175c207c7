import { expect } from 'chai';
import { configSchema } from '../schema.ts';
import { credentialPlace, namedService } from './endpoint.ts';

describe('A server that the configuration names', () => {
  it('is a Service with its port, and TLS if it has any', () => {
    expect(namedService('monitoring/prometheus:9090')).to.deep.equal({
      ...{ namespace: 'monitoring', name: 'prometheus', port: 9090, isTls: false },
    });
    expect(namedService('https:monitoring/thanos')).to.deep.equal({
      ...{ namespace: 'monitoring', name: 'thanos', isTls: true },
    });
    for (const text of ['prometheus', 'a/b/c', 'Monitoring/x', 'a/b:web', 'http:a/b']) {
      expect(namedService(text), text).to.equal(undefined);
      expect(configSchema.safeParse({ prometheus: { service: text } }).success, text).to.equal(false);
    }
  });

  it('has credentials in files and in Secrets', () => {
    expect(credentialPlace('file:/etc/token')).to.deep.equal({ file: '/etc/token' });
    expect(credentialPlace('secret:monitoring/auth/token.txt')).to.deep.equal({
      ...{ namespace: 'monitoring', name: 'auth', key: 'token.txt' },
    });
    for (const text of ['/etc/token', 'secret:auth/token', 'env:TOKEN'])
      expect(configSchema.safeParse({ prometheus: { auth: { bearerToken: text } } }).success, text).to.equal(false);
  });

  it('has an address of HTTP', () => {
    const accepts = (url: string) => configSchema.safeParse({ prometheus: { url } }).success;
    expect(['', 'https://mimir.example.com/prometheus', 'http://10.0.0.1:9090'].map(accepts)).to.deep.equal([
      ...[true, true, true],
    ]);
    expect(['mimir.example.com', 'ftp://x'].map(accepts)).to.deep.equal([false, false]);
  });
});
