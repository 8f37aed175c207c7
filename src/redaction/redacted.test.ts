import { expect } from 'chai';
import { plantedSecrets } from './planted-secrets.fixture.ts';
import { redacted } from './redacted.ts';

describe('A text of the cluster', () => {
  it('hides a value of several words to its end, where its form shows the end', () => {
    const texts = {
      'level=info password=correct horse battery staple user=bob': 'level=info password=*** user=bob',
      'db_password=correct horse battery staple': 'db_password=***',
      'a: password=correct horse battery staple; retry=3': 'a: password=***; retry=3',
      'password=Tr0ub4dor and 3 more user=bob code=7': 'password=*** user=bob code=7',
      'PASSWORD=correct horse\nnext line': 'PASSWORD=***\nnext line',
      '{"msg":"password=correct horse battery"}': '{"msg":"password=***"}',
    };
    for (const [text, hidden] of Object.entries(texts)) expect(redacted(text), text).to.equal(hidden);
  });

  it('is searched for more than 50 kinds of secrets, all different', () => {
    expect(plantedSecrets.length).to.be.greaterThan(50);
    expect(new Set(plantedSecrets.map(({ secret }) => secret)).size).to.equal(plantedSecrets.length);
  });

  for (const { what, text, secret } of plantedSecrets) {
    it(`does not show ${what}`, () => {
      expect(text).to.include(secret);
      expect(redacted(text)).to.include('***');
      expect(redacted(text)).to.not.include(secret);
    });

    it(`does not show ${what} in a line of a log, and shows what is around it`, () => {
      const log = `12:00:01 starting pod web-6f9\n12:00:02 ${text}\n12:00:03 failed\n`;
      const shown = redacted(log);
      expect(shown).to.not.include(secret);
      expect(shown.startsWith('12:00:01 starting pod web-6f9\n')).to.equal(true);
      expect(shown.endsWith('12:00:03 failed\n')).to.equal(true);
    });

    it(`does not show ${what} in a message of which somebody has made one line`, () => {
      expect(redacted(`it ended: ${text.replaceAll(/\s*\n\s*/g, ' ')} (exit code 1)`)).to.not.include(secret);
    });

    it(`does not show ${what} in JSON within JSON, which stays JSON`, () => {
      const json = JSON.stringify({ a: [{ log: JSON.stringify({ msg: text }) }], b: 1 });
      const shown = redacted(json);
      expect(shown).to.not.include(secret);
      expect(JSON.parse(shown)).to.have.keys('a', 'b');
    });

    it(`is the same when it is redacted again, with ${what}`, () => {
      expect(redacted(redacted(text))).to.equal(redacted(text));
    });
  }

  for (const line of [
    'volume "db-secret" : secret "db" not found',
    'MountVolume.SetUp failed for volume "kube-api-access-token" : object "shop"/"db" not registered',
    "couldn't find key password in Secret shop/db",
    'secrets "db" is forbidden: User "system:serviceaccount:shop:web" cannot get resource "secrets"',
    'password authentication failed for user "app"',
    'invalid token: token expired',
    'error: token has expired, please log in again',
    'Unauthorized: the token is not valid',
    'basic authentication is disabled; use bearer authentication',
    'secretName: web-tls',
    'secretKeyRef: {name: db, key: password}',
    'PASSWORD_FILE=/run/secrets/db',
    'tokenExpirationSeconds: 3607',
    'automountServiceAccountToken: false',
    'sessionAffinity: None',
    'max_tokens=4096 tokens: 12, secrets: 3',
    'DB_PASSWORD=$(FROM_SECRET) and ${DB_PASSWORD}',
    'DB_PASSWORD: <set to the key "password" in secret "db">',
    'image registry.example.com/shop/web@sha256:5f4dcc3b5aa765d61d8327deb882cf995f4dcc3b5aa765d61d8327deb882cf99 pulled',
    'container containerd://5f4dcc3b5aa765d61d8327deb882cf995f4dcc3b5aa765d61d8327deb882cf99 started',
    'sha256:5f4dcc3b5aa765d61d8327deb882cf995f4dcc3b5aa765d61d8327deb882cf99',
    'md5 d41d8cd98f00b204e9800998ecf8427e, checksum: d41d8cd98f00b204e9800998ecf8427e',
    'commit 5f4dcc3b5aa765d61d8327deb882cf99aabbccdd, trace_id=4bf92f3577b34da6a3ce929d0e0e4736',
    'kubernetes.io/config.hash: 4bf92f3577b34da6a3ce929d0e0e4736',
    'pod uid 0b5c1f9e-3c5d-4c83-9f5a-1f6e2b7a9c11 on ip-10-0-1-17.eu-central-1.compute.internal',
    '/var/log/pods/shop_web-7d9f8b6c5d-x2x9z_0b5c1f9e-3c5d-4c83-9f5a-1f6e2b7a9c11/app/0.log',
    '/var/lib/containerd/io.containerd.content.v1.content/blobs/sha256/5f4dcc3b5aa765d61d8327deb882cf995f4dcc3b5aa765d61d8327deb882cf99',
    'Readiness probe failed: Get "http://10.244.1.17:8080/healthz?full=true": dial tcp 10.244.1.17:8080: connect: connection refused',
    'Back-off restarting failed container app in pod web-7d9f8b6c5d-x2x9z_shop(0b5c1f9e-3c5d-4c83-9f5a-1f6e2b7a9c11)',
    '0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint {node.kubernetes.io/unreachable: }',
    '{"level":"error","ts":"2026-11-28T10:12:53.123456789Z","msg":"no database","addr":"db:5432","attempt":17}',
    'E1128 10:12:53.123456 1 reflector.go:205] "Failed to watch" err="the server could not find the requested resource" type="*v1.Pod"',
    'at org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration$Http2ServerConnectionHandler.run(App.java:17)',
    'deployment shop/token-service has 3 replicas; pods token-service-7d9f8b6c5d-x2x9z, auth-0',
    'https://shop.example.com/cart?item=17&page=2#top and ssh://git@example.com/shop.git',
    'key: value, cache_key=cart:17, keys=3',
    'arn:aws:iam::123456789012:role/shop-web in eu-central-1',
    'kubectl -n shop logs web-1 -c app --previous',
    'kubectl create token shakedown -n sonobuoy --duration 1h',
  ])
    it(`shows as it is: ${line.slice(0, 70)}`, () => {
      expect(redacted(line)).to.equal(line);
    });
});
