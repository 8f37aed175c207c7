#!/usr/bin/env node
import { outliveReader } from './lost-reader.ts';
import { runProgram } from './program.ts';

outliveReader();
process.exitCode = await runProgram(process.argv.slice(2));
