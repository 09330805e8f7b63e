// docs/ux-checklist.md says which test shows which line of what shoppers expect; this holds it to its word.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';

const ROOT = path.join(import.meta.dirname, '../..');
const LINES = 90;

/** Titles of a file's tests as patterns: what a template puts in may be anything. */
function titles(file: string): RegExp[] {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  if (file.endsWith('.rs')) return [...text.matchAll(/\bfn ([a-z0-9_]+)\s*\(/g)].map((found) => new RegExp(`^${found[1]}$`));
  return [...text.matchAll(/\b(?:test|onStage)\(\s*(['`])((?:\\.|(?!\1).)*)\1/gs)].map((found) => {
    const plain = found[2]!.split(/\$\{[^}]*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${plain.join('.*')}$`);
  });
}

/** What is wrong with a table of lines, a sentence each. */
function problems(text: string): string[] {
  const rows = text.split('\n').flatMap((line) => {
    const cells = line.match(/^\| (\d+) \| (.*) \| (.*) \| (.*) \|$/);
    return cells ? [{ number: Number(cells[1]), tests: cells[3]!, result: cells[4]! }] : [];
  });
  const missing = Array.from({ length: LINES }, (_, at) => at + 1).filter((number) => rows.filter((row) => row.number === number).length !== 1);
  return [
    ...missing.map((number) => `line ${number} is not there once`),
    ...rows.flatMap(({ number, tests, result }) => {
      const named = [...tests.matchAll(/`([^`]+?) › ([^`]+)`/g)];
      if (!named.length && !/^later: .{20}/.test(result)) return [`line ${number}: neither a test nor why there is none`];
      return named.flatMap(([, file, title]) => {
        if (!existsSync(path.join(ROOT, file!))) return [`line ${number}: there is no ${file}`];
        return titles(file!).some((pattern) => pattern.test(title!)) ? [] : [`line ${number}: ${file} has no test "${title}"`];
      });
    }),
  ];
}

test('every line of the checklist names tests that exist, or why there is none', () => {
  expect(problems(readFileSync(path.join(ROOT, 'docs/ux-checklist.md'), 'utf8'))).toEqual([]);
});

test('a test that is gone is noticed', () => {
  const row = (test: string, result = 'passes') => `| 1 | x | ${test} | ${result} |`;
  const own = (table: string) => problems(table).filter((problem) => problem.startsWith('line 1:'));
  expect(own(row('`end2end/tests/checklist.spec.ts › a test that is gone is noticed`'))).toEqual([]);
  expect(own(row('`end2end/tests/checklist.spec.ts › another`'))).toHaveLength(1);
  expect(own(row('`end2end/tests/nothing.spec.ts › another`'))).toHaveLength(1);
  expect(own(row('–'))).toHaveLength(1);
  expect(own(row('–', 'later: with the accounts that it needs'))).toEqual([]);
});
