import { environmentKeys } from './environment/environment.ts';
import { environmentVariables } from './environment/environment-variables.ts';
import { configKeys, configSections, type ConfigKey } from './keys.ts';

/**
 * The reference of the configuration, as Markdown.
 * @param flags the flag of each key, as in `shakedown run --help`.
 */
export function configReference(flags: ReadonlyMap<string, string>): string {
  const variables = new Map(Object.entries(environmentKeys).map(([name, path]) => [path as string, name]));
  const inSection = (section: string) => configKeys.filter(({ path }) => path.startsWith(`${section}.`));
  const top = configKeys.filter(({ path }) => !path.includes('.'));
  const sections = configSections.map(({ path, description }) =>
    [`## ${path}`, '', `${description}.`, '', ...table(inSection(path), flags, variables)].join('\n'),
  );
  return `${[INTRODUCTION, ['## At the top', '', ...table(top, flags, variables)].join('\n'), ...sections, environment()].join('\n\n')}\n`;
}

const INTRODUCTION = `# Configuration

<!-- Made from src/config/schema.ts by scripts/generate-reference.ts; change it there. -->

Every key has a default, so an empty file is a valid one. What is set later wins: defaults, then \`shakedown.config.yaml\`, then
environment, then flags. \`shakedown config print\` shows each value and where it comes from; \`shakedown config schema\` prints the JSON
Schema for editors.

Any key can be set by \`--set key=value\`: lists separated by commas, maps as \`name=text,name=text\` or one entry at a time
(\`--set objects.labels.team=core\`), anything else as YAML writes it in one line (\`--set 'objects.tolerations=[{operator: Exists}]'\`).
\`E2E_EXTRA_ARGS\` holds further flags, separated by spaces, quoted as in a shell; \`E2E_KUBECONFIG\` names a kubeconfig. Paths are taken from
the working directory.`;

function environment(): string {
  const rows = environmentVariables.map(({ name, meaning }) => `| \`${name}\` | ${escaped(meaning)} |`);
  return ['## Environment', '', ENVIRONMENT, '', '| variable | sets |', '| --- | --- |', ...rows].join('\n');
}

const ENVIRONMENT = `An empty variable is one that is not set. Of another variable that begins with \`E2E_\` or \`SHAKEDOWN_\`, the commands warn on
standard error: it sets nothing. The other variables of the Kubernetes conformance image (\`E2E_PARALLEL\` …) have no meaning here.`;

function table(
  keys: readonly ConfigKey[],
  flags: ReadonlyMap<string, string>,
  variables: ReadonlyMap<string, string>,
): string[] {
  const rows = keys.map((key) => {
    const ways = [flags.get(key.path), variables.get(key.path)].filter((way) => way !== undefined);
    const by = ways.map((way) => `\`${way}\``).join(' ');
    return `| \`${key.path}\` | ${typeOf(key)} | ${defaultOf(key)} | ${escaped(key.description)} | ${by} |`;
  });
  return ['| key | takes | default | meaning | also set by |', '| --- | --- | --- | --- | --- |', ...rows];
}

function typeOf({ type, choices }: ConfigKey): string {
  return choices ? choices.map((choice) => `\`${choice}\``).join(', ') : type;
}

function defaultOf({ default: value }: ConfigKey): string {
  if (value === undefined) return 'none';
  return value === '' ? 'empty' : `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|');
}
