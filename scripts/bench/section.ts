/** A goal and its result. */
export interface Goal {
  /** @example 'p99 below 1 s' */
  goal: string;
  seen: string;
  met: boolean;
}

/** A table of figures; its first row is the header. */
export interface Table {
  title: string;
  rows: readonly (readonly string[])[];
}

/** The result of a part of the benchmark. */
export interface Section {
  title: string;
  /** The conditions of the measurement: sizes, settings. */
  facts: readonly string[];
  tables: readonly Table[];
  goals: readonly Goal[];
  /** Every measured figure, unrounded, in seconds and bytes, for JSON. */
  figures: object;
}

/** A section as text: its tables are Markdown with aligned columns, to read here and to copy elsewhere. */
export function render({ title, facts, tables, goals }: Section): string {
  const parts = [
    `## ${title}`,
    facts.map((fact) => `- ${fact}`).join('\n'),
    ...tables.map((table) => `${table.title}:\n\n${renderTable(table.rows)}`),
    goals.map(({ goal, seen, met }) => `- Goal ${goal}: **${met ? 'met' : 'missed'}** (${seen})`).join('\n'),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function renderTable(rows: Table['rows']): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${widths
      .map((width, column) =>
        column === 0 ? (cells[column] ?? '').padEnd(width) : (cells[column] ?? '').padStart(width),
      )
      .join(' | ')} |`;
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  const [head = [], ...body] = rows;
  return [line(head), line(rule), ...body.map(line)].join('\n');
}
