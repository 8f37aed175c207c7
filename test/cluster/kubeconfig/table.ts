import type { Outcome } from './outcome.ts';
import type { Material, Row } from './row.ts';

/** A row with what both programs did. */
export interface Compared {
  row: Row;
  directory: string;
  kubectl: Outcome;
  suite: Outcome;
}

/** The page `docs/reference/kubeconfig.md`. @param chapters by title. */
export function page(chapters: ReadonlyMap<string, readonly Compared[]>, material: Material): string {
  const rows = [...chapters.values()].flat();
  const differ = rows.filter(({ row }) => row.differs).length;
  const head = `# Kubeconfigs: kubectl and Shakedown

<!-- Made by test/cluster/kubeconfig/like-kubectl.test.ts, which runs both programs on each of these files; UPDATE_DOCS=1 writes it. -->

Whatever \`kubectl\` 1.36 accepts, Shakedown accepts with the same identity, and whatever it refuses is refused, with exit code 2 when the file is wrong and 5
when the server is not reached or does not let in. ${rows.length} kubeconfigs were tried with \`kubectl auth whoami\`, which asks the API server who is asking: ${rows.length - differ} have the
same outcome${differ === 0 ? '' : `, and ${differ} ${differ === 1 ? 'differs' : 'differ'}, as its row says`}. \`DIR\` is the directory of the kubeconfig.

Two things are never done: a run goes to \`localhost:8080\` only when a kubeconfig says so, and an expired token of \`auth-provider: oidc\` is not renewed, because
kubectl keeps the new one by changing the file.
`;
  return [head, ...[...chapters].map(([title, all]) => chapter(title, all, material))].join('\n');
}

function chapter(title: string, all: readonly Compared[], material: Material): string {
  const lines = all.map(({ row, directory, kubectl, suite }) => {
    const [left, right] = [kubectl, suite].map((outcome) => cell(outcome, directory, material));
    return `| ${row.what}${row.note === undefined ? '' : ` (${row.note})`} | ${left} | ${right} |`;
  });
  return `## ${title}\n\n| kubeconfig | kubectl | Shakedown |\n| --- | --- | --- |\n${lines.join('\n')}\n`;
}

function cell({ line, identity, exit }: Outcome, directory: string, material: Material): string {
  const text = stable(line, directory, material).replaceAll('|', '\\|').replaceAll('<', '&lt;');
  if (identity) return `accepted: ${text}`;
  return exit === 1 ? `refused: ${text}` : `exit ${exit}: ${text}`;
}

/** Without what differs from one run to the next. */
function stable(line: string, directory: string, { server, httpProxy, socksProxy }: Material): string {
  const shown = line
    .replaceAll(directory, 'DIR')
    .replaceAll(server, 'https://SERVER')
    .replaceAll(server.replace('https://', ''), 'SERVER')
    .replaceAll(httpProxy, 'http://PROXY')
    .replaceAll(socksProxy, 'socks5://PROXY')
    .replace(/ in list: .*/, ' in list: …')
    // Behind certificates, whose lengths differ.
    .replace(/, column \d{3,}/, ', column …')
    .replace(/ on \S+:53: /, ': ')
    .replace(/(is valid for|altnames:) .*?(, not |$)/, '$1 …$2');
  return shown.length > 240 ? `${shown.slice(0, 240)}…` : shown;
}
