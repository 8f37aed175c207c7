/** The results of a run; everything else is rendered from them. */
export const RESULTS = 'results.json';
export const JUNIT = 'junit.xml';
