import { expect } from 'chai';
import { isRefused, pullCause } from './pull-cause.ts';

const IMAGE = 'registry.example.com/shop/web:9';
const pulling = `failed to pull and unpack image "${IMAGE}": failed to resolve reference "${IMAGE}": `;
const lookup = 'dial tcp: lookup registry.example.com on 10.96.0.10:53: no such host';
const head = `Head "https://registry.example.com/v2/shop/web/manifests/9": ${lookup}`;

describe('Why an image cannot be pulled', () => {
  for (const [what, message, cause] of [
    ['a first failure', `rpc error: code = NotFound desc = ${pulling}${IMAGE}: not found`, `${IMAGE}: not found`],
    [
      'a back-off that tells the failure before it',
      `Back-off pulling image "${IMAGE}": ErrImagePull: ${pulling}failed to do request: ${head}`,
      head,
    ],
    [
      'CRI-O',
      'reading manifest 9 in docker.io/shop/web: errors:\ndenied: requested access to the resource is denied\n',
      'reading manifest 9 in docker.io/shop/web: errors: denied: requested access to the resource is denied',
    ],
    ['a back-off that tells nothing', `Back-off pulling image "${IMAGE}"`, ''],
    ['no words at all', '', ''],
  ] as const)
    it(`is reported without the words around it: ${what}`, () => {
      expect(pullCause(message)).to.equal(cause);
    });

  it('keeps its end, whatever its length', () => {
    const cause = pullCause(`${pulling}${'x'.repeat(500)}: no such host`);
    expect(cause).to.have.lengthOf(200);
    expect(cause).to.match(/^x+…x+: no such host$/);
  });

  it('is a refusal when the registry has answered', () => {
    expect(isRefused(`${IMAGE}: not found`)).to.equal(true);
    expect(isRefused('pull access denied, repository does not exist or may require authorization')).to.equal(true);
    expect(isRefused(head)).to.equal(false);
    expect(isRefused('')).to.equal(false);
  });
});
