/** The parts of the package that are used here; it has no types of its own. */
declare module 'mocha-junit-reporter' {
  /** Nodes as the `xml` package takes them. */
  export type XmlNode = Record<string, unknown>;

  export interface ReportedTest {
    title: string;
    fullTitle(): string;
    /** Milliseconds. */
    duration: number;
    consoleOutputs?: string[];
  }

  export interface ReportedError {
    /** Becomes the `type`. */
    name: string;
    message: string;
    /** Becomes the content. */
    stack: string;
  }

  export default class MochaJUnitReporter {
    constructor(runner: object, options: { reporterOptions: object });
    _options: Record<string, unknown>;
    getTestsuiteData(suite: { title: string; tests: readonly unknown[] }): { testsuite: XmlNode[] };
    getTestcaseData(test: ReportedTest, error?: ReportedError): { testcase: XmlNode[] };
    removeInvalidCharacters(text: string): string;
    getXml(testsuites: { testsuite: XmlNode[] }[]): string;
  }
}
