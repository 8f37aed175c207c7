import { stringify } from 'yaml';
import { pluginDefinition, type DefinitionOptions } from './definition.ts';
import { rbacManifests, type RbacOptions } from './rbac.ts';

const LAYOUT = { lineWidth: 0, singleQuote: true, aliasDuplicateObjects: false } as const;

/** The text of `shakedown-plugin.yaml`. @param version of the suite. */
export function renderPlugin(options: DefinitionOptions & { version: string }): string {
  const { config, serviceAccount, version } = options;
  const flags =
    serviceAccount === undefined ? '' : ' --skip-preflight=existingnamespace --aggregator-permissions=clusterRead';
  return [
    `# Made by \`shakedown plugin\` ${version}. Run it with`,
    `#   sonobuoy run --plugin shakedown-plugin.yaml --sonobuoy-image ${config.sonobuoy.image}${flags}`,
    '# A shorter time: --plugin-env shakedown.SHAKEDOWN_DEADLINE=10m; keep it below --timeout by two minutes.',
    stringify(pluginDefinition(options), LAYOUT),
  ].join('\n');
}

/** The text of `shakedown-rbac.yaml`: documents for `kubectl apply -f`. @param version of the suite. */
export function renderRbac(options: RbacOptions & { version: string }): string {
  const documents = rbacManifests(options).map((manifest) => stringify(manifest, LAYOUT));
  return [
    `# Made by \`shakedown plugin --rbac\` ${options.version}, from what each check says it uses. Apply it before \`sonobuoy run\`.\n`,
    documents.join('---\n'),
  ].join('');
}
