import { V1, type Row } from './row.ts';

const V1BETA1 = 'client.authentication.k8s.io/v1beta1';

/** Credentials of a plugin, `users[].user.exec`. No row has a terminal. */
export const pluginRows: readonly Row[] = [
  { what: 'plugin with a token', make: (b) => b.plugin(b.credential({ token: b.material.token })) },
  {
    what: 'plugin with a client certificate',
    make: (b) => b.plugin(b.credential({ clientCertificateData: b.material.cert, clientKeyData: b.material.key })),
  },
  {
    what: 'plugin with the key of another certificate',
    make: (b) => b.plugin(b.credential({ clientCertificateData: b.material.cert, clientKeyData: b.material.otherKey })),
  },
  {
    what: 'plugin of v1beta1, without interactiveMode',
    make: (b) =>
      b.plugin(b.credential({ token: b.material.token }, V1BETA1), { apiVersion: V1BETA1, interactiveMode: undefined }),
  },
  {
    what: 'plugin of v1 without interactiveMode',
    make: (b) => b.plugin(b.credential({ token: b.material.token }), { interactiveMode: undefined }),
  },
  {
    what: 'plugin with an unknown interactiveMode',
    make: (b) => b.plugin(b.credential({ token: b.material.token }), { interactiveMode: 'Sometimes' }),
  },
  {
    what: 'plugin that always asks, without a terminal',
    make: (b) => b.plugin(b.credential({ token: b.material.token }), { interactiveMode: 'Always' }),
  },
  {
    what: 'plugin that asks if it can, without a terminal',
    make: (b) => b.plugin(b.credential({ token: b.material.token }), { interactiveMode: 'IfAvailable' }),
  },
  {
    what: 'plugin of v1alpha1',
    make: (b) => b.plugin('true', { apiVersion: 'client.authentication.k8s.io/v1alpha1' }),
  },
  { what: 'plugin without an apiVersion', make: (b) => b.plugin('true', { apiVersion: undefined }) },
  {
    what: 'plugin that answers in another version',
    make: (b) => b.plugin(b.credential({ token: b.material.token }, V1BETA1)),
  },
  {
    what: 'plugin by a path relative to the kubeconfig',
    make: (b) => b.plugin(b.credential({ token: b.material.token }), { command: './plugin.sh' }),
  },
  {
    what: 'plugin by a name in PATH',
    make: (b) => ({
      ...b.plugin(b.credential({ token: b.material.token }), { command: 'plugin.sh' }),
      env: { PATH: `${b.directory}:/usr/bin:/bin` },
    }),
  },
  {
    what: 'plugin that only the PATH of exec.env has',
    make: (b) =>
      b.plugin(b.credential({ token: b.material.token }), {
        command: 'plugin.sh',
        env: [{ name: 'PATH', value: `${b.directory}:/usr/bin:/bin` }],
      }),
  },
  {
    what: 'plugin with args and env',
    make: (b) =>
      b.plugin(`printf '{"apiVersion":"%s","kind":"ExecCredential","status":{"token":"%s%s"}}' "$1" "$FIRST" "$2"`, {
        args: [V1, b.material.token.slice(10)],
        env: [{ name: 'FIRST', value: b.material.token.slice(0, 10) }],
      }),
  },
  { what: 'plugin with a number in args', make: (b) => b.plugin('true', { args: [1] }) },
  {
    what: 'plugin with a name in env that is empty',
    make: (b) => b.plugin('true', { env: [{ name: '', value: 'x' }] }),
  },
  {
    what: 'plugin with provideClusterInfo, and an extension for it',
    make: (b) =>
      b.plugin(
        [
          `case "$KUBERNETES_EXEC_INFO" in *'"server":"${b.material.server}"'*) ;; *) exit 3;; esac`,
          `case "$KUBERNETES_EXEC_INFO" in *'"audience":"shop"'*) ;; *) exit 4;; esac`,
          `case "$KUBERNETES_EXEC_INFO" in *'"certificate-authority-data"'*) ;; *) exit 5;; esac`,
          b.credential({ token: b.material.token }),
        ].join('\n'),
        { provideClusterInfo: true },
        {
          cluster: {
            extensions: [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'shop' } }],
          },
        },
      ),
  },
  {
    what: 'plugin without provideClusterInfo is told nothing of the cluster',
    make: (b) =>
      b.plugin(
        `case "$KUBERNETES_EXEC_INFO" in *server*) exit 3;; *'"interactive":false'*) ;; *) exit 4;; esac\n${b.credential({ token: b.material.token })}`,
      ),
  },
  {
    what: 'plugin that does not exist',
    make: (b) => b.plugin('true', { command: 'no-such-plugin', installHint: 'brew install it' }),
  },
  {
    what: 'plugin that may not be executed',
    make: (b) => b.plugin('true', { command: b.write('plain', '#!/bin/sh\n', 0o600) }),
  },
  {
    what: 'plugin that the policy of ~/.kube/kuberc denies',
    make: (b) => {
      b.write(
        '.kube/kuberc',
        'apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\ncredentialPluginPolicy: DenyAll\n',
      );
      return { ...b.plugin(b.credential({ token: b.material.token })), env: { HOME: b.directory } };
    },
  },
  {
    what: 'plugin that the policy of KUBERC allows',
    make: (b) => {
      const allow = `credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{command: ${b.directory}/plugin.sh}]`;
      const KUBERC = b.write('rc', `apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\n${allow}\n`);
      return { ...b.plugin(b.credential({ token: b.material.token })), env: { KUBERC } };
    },
  },
  {
    what: 'plugin that is a script without #!',
    make: (b) =>
      b.plugin('', { command: b.write('plain.sh', `${b.credential({ token: b.material.token })}\n`, 0o700) }),
  },
  {
    what: 'plugin that prints JSON and a text after it',
    make: (b) => b.plugin(`${b.credential({ token: b.material.token })}\necho hello`),
  },
  {
    what: 'plugin with a spec that is no mapping',
    make: (b) => b.plugin(`echo '{"apiVersion":"${V1}","kind":"ExecCredential","spec":5,"status":{"token":"x"}}'`),
  },
  {
    what: 'plugin with an expiry on February 30',
    make: (b) => b.plugin(b.credential({ token: b.material.token, expirationTimestamp: '2100-02-30T00:00:00Z' })),
  },
  { what: 'plugin without a command', make: (b) => b.plugin('true', { command: '' }) },
  { what: 'plugin that fails', make: (b) => b.plugin('echo "the sign-in has expired" >&2; exit 7') },
  { what: 'plugin that prints nothing', make: (b) => b.plugin('true') },
  { what: 'plugin that prints something else', make: (b) => b.plugin('echo Welcome') },
  {
    what: 'plugin that prints YAML',
    make: (b) =>
      b.plugin(`printf 'apiVersion: ${V1}\\nkind: ExecCredential\\nstatus: {token: %s}\\n' ${b.material.token}`),
  },
  { what: 'plugin without a status', make: (b) => b.plugin(`echo '{"apiVersion":"${V1}","kind":"ExecCredential"}'`) },
  { what: 'plugin with an empty status', make: (b) => b.plugin(b.credential({})) },
  {
    what: 'plugin with only half a certificate',
    make: (b) => b.plugin(b.credential({ clientKeyData: b.material.key })),
  },
  {
    what: 'plugin with a token that expires later',
    make: (b) => b.plugin(b.credential({ token: b.material.token, expirationTimestamp: '2100-01-01T00:00:00Z' })),
  },
  {
    what: 'plugin with a token that has expired already',
    make: (b) => b.plugin(b.credential({ token: b.material.token, expirationTimestamp: '2020-01-01T00:00:00Z' })),
  },
  {
    what: 'plugin with an expiry that is no time',
    make: (b) => b.plugin(b.credential({ token: b.material.token, expirationTimestamp: 'tomorrow' })),
  },
  {
    what: 'plugin and token: the plugin is not asked',
    make: (b) => b.plugin('exit 1', {}, { user: { token: b.material.token } }),
  },
  {
    what: 'plugin and client certificate: the plugin is not asked',
    make: (b) => b.plugin('exit 1', {}, { user: b.user }),
  },
  {
    what: 'plugin and auth-provider',
    make: (b) => b.plugin('exit 1', {}, { user: { 'auth-provider': { name: 'oidc' } } }),
  },
  {
    what: 'plugin with impersonation',
    make: (b) =>
      b.plugin(
        b.credential({ clientCertificateData: b.material.cert, clientKeyData: b.material.key }),
        {},
        {
          user: { as: 'jane', 'as-groups': ['system:authenticated'] },
        },
      ),
  },
  {
    what: 'plugin that the current context does not use',
    make: (b) => {
      const users = [
        { name: 'u', user: b.user },
        { name: 'other', user: { exec: { command: 'none' } } },
      ];
      return b.with({ file: { users } });
    },
  },
];
