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

  for (const message of [
    `${pulling}${IMAGE}: not found`,
    `failed to pull and unpack image "${IMAGE}": failed to resolve image: ${IMAGE}: not found`,
    'pull access denied, repository does not exist or may require authorization',
    'reading manifest 9 in docker.io/shop/web: errors:\ndenied: requested access to the resource is denied\n',
    'initializing source docker://shop/web:9: reading manifest 9 in docker.io/shop/web: requested access to the resource is denied',
    'short-name "shop/web:9" did not resolve to an alias and no unqualified-search registries are defined in "/etc/containers/registries.conf"',
    'no matching manifest for linux/arm64/v8 in the manifest list entries',
    'choosing image instance: no image found in manifest list for architecture "arm64", variant "v8", OS "linux"',
    `failed to pull and unpack image "${IMAGE}": no match for platform in manifest: not found`,
    'Error response from daemon: Head "https://1.dkr.ecr.x.amazonaws.com/v2/web/manifests/9": no basic auth credentials',
  ])
    it(`is a refusal when the registry has answered: ${message}`, () => {
      expect(isRefused(pullCause(message))).to.equal(true);
    });

  const blob = 'https://registry.example.com/v2/shop/web/blobs/sha256:8a5e';
  for (const message of [
    head,
    '',
    `failed to pull and unpack image "${IMAGE}": failed to copy: httpReadSeeker: failed open: content at ${blob} not found: not found`,
    `failed to pull and unpack image "${IMAGE}": failed to copy: httpReadSeeker: failed open: unexpected status: 403 Forbidden`,
    `failed to pull and unpack image "${IMAGE}": failed to prepare extraction snapshot "extract-1": parent snapshot sha256:8a does not exist: not found`,
    `failed to pull and unpack image "${IMAGE}": mkdir /var/lib/containerd/x: permission denied: unknown`,
    `reading blob sha256:8a5e: fetching blob: unauthorized: authentication required`,
  ])
    it(`is no refusal when something else is in the way: ${message}`, () => {
      expect(isRefused(pullCause(message))).to.equal(false);
    });
});
