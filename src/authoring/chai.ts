/** What `import … from 'chai'` means in a spec file: the instance whose assertions the runner knows. */
export * from 'chai';
