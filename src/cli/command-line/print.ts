/**
 * Writes a text for people to standard output. In a job of GitHub Actions no line of it is a command to the runner, which takes commands from all
 * that a step prints: names and messages of a cluster must not annotate, hide or end anything there.
 */
export function print(text: string): void {
  process.stdout.write(process.env['GITHUB_ACTIONS'] === 'true' ? withoutWorkflowCommands(text) : text);
}

/**
 * A text without workflow commands: `::` at the beginning of a line, after white space of any kind, gets a space in it, and so does the older `##[`,
 * which works anywhere in a line. Everything else stays as it is; pure.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands,
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 * @example withoutWorkflowCommands('  ::error::x') // '  : :error::x'
 */
export function withoutWorkflowCommands(text: string): string {
  return text.replaceAll(/^(\s*)::/gm, '$1: :').replaceAll('##[', '## [');
}
