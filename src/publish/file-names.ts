/** The results of a run; everything else is rendered from them. */
export const RESULTS = 'results.json';
export const JUNIT = 'junit.xml';
/** The report for people. A load test has a report of Locust under this name, and none of ours. */
export const REPORT = 'report.html';
