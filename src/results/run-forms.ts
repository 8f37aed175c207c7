/** What a run may be named by, wherever one is read, in words. */
export const RUN_FORMS =
  'id of a run in results/ or its beginning, its directory, results.json, junit.xml, s3:// URL, an archive of Sonobuoy, or a ZIP archive of any of these';
