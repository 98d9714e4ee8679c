import { measureAnalysis } from './analysis.ts';
import { measureGrowth } from './growth.ts';
import { measureRestore } from './restore.ts';

// Built and run as a program of its own; the rows go to whoever started it.
const rounds = Number(process.argv[2]);
const rows = [...measureAnalysis(rounds), ...(await measureRestore(rounds)), ...measureGrowth(rounds)];
process.stdout.write(JSON.stringify(rows));
