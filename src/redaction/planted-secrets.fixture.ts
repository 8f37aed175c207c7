/** Random-looking characters, the same in every run, so that no real credential is in the source. */
function mark(length: number, alphabet = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'): string {
  let seed = 7 * (marks += 1);
  return Array.from({ length }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return alphabet[Math.floor(seed / 65_536) % alphabet.length];
  }).join('');
}
let marks = 0;

const HEX = '0123456789abcdef';
const UPPER = 'ABCDEFGHJKLMNPQRSTUVWXYZ234567';
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** A secret in a text as it may be written somewhere, with what must not be seen of it. */
export interface PlantedSecret {
  /** What it is. */
  what: string;
  /** The text that has it. */
  text: string;
  /** No part of a result may contain this. */
  secret: string;
}

function plant(what: string, secret: string, write: (secret: string) => string): PlantedSecret {
  return { what, secret, text: write(secret) };
}

const pem = (kind: string) => {
  const lines = Array.from({ length: 4 }, () => mark(64));
  const text = [`-----BEGIN ${kind}-----`, ...lines, `${mark(10)}==`, `-----END ${kind}-----`].join('\n');
  return { text, secret: (lines[2] ?? '').slice(10, 40) };
};

/** Keys over several lines. */
const keys: PlantedSecret[] = [
  { what: 'an RSA private key', ...pem('RSA PRIVATE KEY') },
  { what: 'an OpenSSH private key', ...pem('OPENSSH PRIVATE KEY') },
];

/** Secrets of many shapes in texts of one line. */
const lines: PlantedSecret[] = [
  // By name.
  plant('a password of the environment', `hunter${mark(4)}`, (it) => `DB_PASSWORD=${it}`),
  plant('a password without a digit', 'correcthorsebattery', (it) => `MYSQL_ROOT_PASSWORD=${it}`),
  plant('a short password', 'tr0ub4', (it) => `password: ${it}`),
  plant('a password of several words', 'glossy penguin waltz', (it) => `db_password: ${it}`),
  plant('a password in quotes', `p w ${mark(5)}`, (it) => `connecting with password='${it}' as app`),
  plant('a password in a sentence', `velvet ${mark(4)}`, (it) => `the password is "${it}" now`),
  plant('a password in JSON', `json-${mark(8)}`, (it) => JSON.stringify({ user: 'app', password: it, port: 5432 })),
  plant('a PIN in JSON', '730519442', (it) => `{"pin": ${it}, "user": "jane"}`),
  plant('a password in JSON within JSON', `deep-${mark(8)}`, (it) =>
    JSON.stringify({ message: JSON.stringify({ dbPassword: it }) }),
  ),
  plant('an API key in camel case', mark(12), (it) => `{"apiKey":"${it}"}`),
  plant('a client secret', mark(14), (it) => `client_secret=${it}&grant_type=client_credentials`),
  plant('a passphrase as a flag', `open-${mark(6)}`, (it) => `ssh-add --passphrase ${it} key`),
  plant('a token as a flag', mark(16), (it) => `kubeadm join 10.0.0.1:6443 --token=${it}`),
  plant('a flag in a list of arguments', mark(10), (it) => JSON.stringify(['--db-password', it, '--verbose'])),
  plant('a variable in YAML', `yaml-${mark(7)}`, (it) => `- name: SMTP_PASSWORD\n  value: ${it}`),
  plant('a variable in JSON', `json-${mark(7)}`, (it) => JSON.stringify({ env: [{ name: 'REDIS_PASS', value: it }] })),
  plant('a variable in JSON, value first', `json-${mark(7)}`, (it) => `{"value":"${it}","name":"JWT_SIGNING_KEY"}`),
  plant('a text of several lines in YAML', `block-${mark(9)}`, (it) => `secretKey: |\n  ${it}\nport: 80`),
  plant('a key of the environment', mark(9), (it) => `SIGNING_KEY=${it}`),
  plant('a cookie', mark(18), (it) => `Cookie: theme=dark; SESSIONID=${it}`),
  plant('a cookie that is set', mark(20), (it) => `Set-Cookie: sid=${it}; Path=/; HttpOnly`),
  plant('a header of a probe', mark(12), (it) => `X-Api-Key: ${it}`),
  plant('a field of .npmrc', mark(22), (it) => `//npm.example.com/:_authToken=${it}`),
  plant('a line of .netrc', mark(11), (it) => `machine example.com login app password "${it}"`),
  // Headers.
  plant('a bearer token', mark(24), (it) => `Authorization: Bearer ${it}`),
  plant('basic authentication', base64(`app:${mark(9)}`), (it) => `authorization: Basic ${it}`),
  plant('a bearer token without its header', `${mark(12)}.${mark(8)}`, (it) => `sent bearer ${it} to the API`),
  plant('a header in JSON', mark(20), (it) => JSON.stringify({ headers: { Authorization: `Token ${it}` } })),
  // Addresses.
  plant(
    'a password of a database',
    `s3cr3t${mark(3)}`,
    (it) => `postgres://app:${it}@db.shop:5432/shop?sslmode=require`,
  ),
  plant('a password with a slash', `pa/${mark(6)}`, (it) => `amqp://app:${it}@mq:5672`),
  plant('a token in place of a user', mark(22), (it) => `fetching https://${it}@git.example.com/shop.git`),
  plant('a connection string of MySQL', mark(9), (it) => `app:${it}@tcp(db:3306)/shop`),
  plant('a connection string of SQL Server', mark(9), (it) => `Server=db;User Id=app;Password=${it};Encrypt=true`),
  plant('a key of Azure storage', base64(mark(64)), (it) => `AccountName=shop;AccountKey=${it};EndpointSuffix=core`),
  plant(
    'a signature of S3',
    mark(64, HEX),
    (it) => `GET https://b.s3.example.com/a.tgz?X-Amz-Date=1&X-Amz-Signature=${it}`,
  ),
  plant('a signature of Azure', `${mark(20)}%3D`, (it) => `https://x.blob.example.com/c/b?sv=2024&sig=${it}&se=2030`),
  plant(
    'a webhook of a chat',
    mark(24),
    (it) => `posting to https://hooks.example.com/services/T0AB12CD3/B0AB12CD3/${it}`,
  ),
  // By shape.
  plant('a JSON Web Token', `eyJ${mark(20)}.eyJ${mark(30)}.${mark(43)}`, (it) => `got ${it} from the issuer`),
  plant('an access key of AWS', `AKIA${mark(16, UPPER)}`, (it) => `key ${it} denied`),
  plant('a secret key of AWS', mark(40), (it) => `aws_secret_access_key = ${it}`),
  plant('a token of GitHub', `ghp_${mark(36)}`, (it) => `clone with ${it}`),
  plant('a fine-grained token of GitHub', `github_pat_${mark(40)}`, (it) => `clone with ${it}`),
  plant('a token of GitLab', `glpat-${mark(20)}`, (it) => `clone with ${it}`),
  plant('a token of Slack', `xoxb-${mark(12, '0123456789')}-${mark(24)}`, (it) => `slack: ${it}`),
  plant('an API key of Google', `AIza${mark(35)}`, (it) => `maps ${it}`),
  plant('a token of Google', `ya29.${mark(40)}`, (it) => `storage ${it}`),
  plant('a key of Stripe', `sk_live_${mark(24)}`, (it) => `charge ${it}`),
  plant('a token of npm', `npm_${mark(36)}`, (it) => `publish ${it}`),
  plant('a token of Vault', `hvs.${mark(24)}`, (it) => `vault ${it}`),
  plant('a bootstrap token', `a1b2c3.${mark(15, HEX)}7`, (it) => `join with ${it}`),
  plant('a token of OpenShift', `sha256~${mark(43)}`, (it) => `oc login ${it}`),
  plant('the key of a kubeconfig', base64(mark(90)), (it) => `client-key-data: ${it}`),
  plant('credentials of a registry', base64(`app:${mark(12)}`), (it) => `{"auths":{"r.example.com":{"auth":"${it}"}}}`),
  plant('a pull secret', base64(mark(60)), (it) => `.dockerconfigjson: ${it}`),
  plant('a long word of base64', mark(64), (it) => `loaded ${it}`),
  plant('a random word', `${mark(34)}7k2Xq9`, (it) => `seeded ${it}`),
  plant('a word of hexadecimal', mark(40, HEX), (it) => `using ${it}`),
  plant('a hash of a password', `$2b$12$${mark(53)}`, (it) => `app:${it}`),
  // As people and programs write them.
  plant('a password of digits in a variable whose name ends in PASS', '84739205', (it) => `ADMIN_PASS=${it}`),
  plant('a password in columns', mark(9), (it) => `password    = ${it}`),
  plant('a password of a variable with signs in it', `hun&${mark(3)},${mark(3)};x`, (it) => `DB_PASSWORD=${it}`),
  plant('a password that begins with a sign', `!${mark(8)}`, (it) => `DB_PASSWORD=${it}`),
  plant('a password that begins with a bracket', `{${mark(8)}`, (it) => `DB_PASSWORD=${it}`),
  plant('a password between colours', mark(8), (it) => `\u001b[36mpassword\u001b[0m=${it}`),
  plant('a list of passwords in JSON', mark(9), (it) => JSON.stringify({ passwords: ['abc', it] })),
  plant('a password in an object', mark(9), (it) => JSON.stringify({ password: { value: it } })),
  plant('a variable with a field between name and value', mark(9), (it) =>
    JSON.stringify({ name: 'DB_PASSWORD', optional: true, value: it }),
  ),
  plant('the data of a Secret in JSON', base64(mark(8)), (it) => JSON.stringify({ kind: 'Secret', data: { db: it } })),
  plant('a password of Redis', mark(8), (it) => `redis-server --requirepass ${it} --port 6379`),
  plant('a password in the configuration of Redis', mark(8), (it) => `requirepass ${it}`),
  plant('a password of curl', mark(8), (it) => `curl -u admin:${it} http://shop/`),
  plant('a password in a list of arguments of curl', mark(8), (it) => JSON.stringify(['curl', '--user', `app:${it}`])),
  plant('a password of sshpass', mark(8), (it) => `sshpass -p ${it} ssh root@shop`),
  plant('a password of mysql', mark(8), (it) => `mysql -u root -p${it} shop`),
  plant('a password in SQL', mark(8), (it) => `CREATE USER app IDENTIFIED BY '${it}'`),
  plant('a password in XML', mark(8), (it) => `<user>app</user><password>${it}</password>`),
  plant('a password in a table', mark(8), (it) => `| DB_PASSWORD | ${it} |`),
  plant('a password in a sentence without quotes', `${mark(6)}7xQ2`, (it) => `generated password is ${it} now`),
  plant('a password in quotes of HTML', mark(8), (it) => `password=&quot;${it}&quot;`),
  plant('a password behind an escaped sign', mark(8), (it) => String.raw`q=1\u0026password\u003d${it}`),
  plant('a password in an address within an address', mark(8), (it) => `to=https%3A%2F%2Fapp%3A${it}%40db`),
  plant('a token in an address within an address', mark(8), (it) => `to=%2Fshop%3Ftoken%3D${it}%26a`),
  plant('a connection string of Oracle', mark(8), (it) => `jdbc:oracle:thin:app/${it}@db:1521/shop`),
  plant('a routing key', mark(20), (it) => `routing_key: ${it}`),
  plant('a token of Discord', `${mark(6)}.${mark(27)}`, (it) => `bot M${mark(23)}.${it}`),
  plant('an older token of Vault', mark(24), (it) => `vault s.${it}`),
  plant('a key of Twilio', mark(32, HEX), (it) => `from SK${it}`),
  plant('a webhook of Zapier', mark(7), (it) => `https://hooks.example.com/hooks/catch/1234567/${it}/`),
];

const inLog = (line: string) => `2026-11-28 app ${line}`;

/** Secrets over several lines of YAML and of a log. */
const blocks: PlantedSecret[] = [
  plant('the data of a Secret in YAML', base64(mark(8)), (it) => `kind: Secret\ndata:\n  db: ${it}\ntype: Opaque`),
  plant('a list of passwords in YAML', mark(9), (it) => `passwords:\n  - ${it}\n  - ${mark(9)}\nport: 80`),
  plant('a key of short lines behind what a logger writes', mark(40), (it) =>
    ['-----BEGIN PRIVATE KEY-----', it, `${mark(23)}=`, '-----END PRIVATE KEY-----'].map(inLog).join('\n'),
  ),
];

/** Secrets of different shapes, for tests that look for them in all that a run leaves. */
export const plantedSecrets: readonly PlantedSecret[] = [...lines, ...blocks, ...keys];
