import { expect } from 'chai';
import { endpointNamed } from './endpoint-named.ts';

describe('The name of an endpoint', () => {
  it('means the one of exactly that name, whatever others are alike', () => {
    expect(endpointNamed('/cart', ['GET /cart', '/cart'])).to.equal('/cart');
  });

  it('may lack the method, or have it in small letters, where one endpoint is meant', () => {
    for (const name of ['/cart', 'get /cart', 'Get /cart'])
      expect(endpointNamed(name, ['GET /cart', 'GET /'])).to.equal('GET /cart');
    expect(endpointNamed('checkout now', ['POST checkout now', 'now'])).to.equal('POST checkout now');
  });

  it('means none where it fits several or none', () => {
    expect(endpointNamed('/cart', ['GET /cart', 'POST /cart'])).to.equal(undefined);
    expect(endpointNamed('POST /cart', ['GET /cart'])).to.equal(undefined);
    expect(endpointNamed('GET /Cart', ['GET /cart'])).to.equal(undefined);
  });
});
