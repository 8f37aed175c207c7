/** The one truth of a run; all other forms are made from it. */
export const RESULTS = 'results.json';
export const JUNIT = 'junit.xml';
