import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import process from 'node:process';
import { checkManifest, type FileResult } from './manifest-check.ts';
import { compareFile, readIndex, type ManifestIndex } from './manifest-index.ts';
import type { Outcome } from './manifest-outcome.ts';

const HELP = `What becomes of Kubernetes manifests, without a cluster.

  npm run --silent manifests -- DIR [INDEX]

Applies each .yaml, .yml and .json file below DIR alone to a fresh simulated cluster of 3 nodes (4 CPU, 8 Gi, 110 pods
each), lets ten minutes of virtual time pass and prints what became of each document:

  ready      all of its pods are ready        pending    a pod fits on no node
  completes  its pods ended                   waiting    a pod waits for an image, a volume, a Secret ...
  created    it exists and has no pods        restarts   a container ends again and again
  running    its pods run and are not ready   refused    the API server or kubectl does not take it

DIR may be a single file. INDEX is a JSON file that says what should become of each document; paths in it are relative
to its folder. Exit status: 0 when nothing is pending, waiting, restarts or refused, or with INDEX when all agree; else 1;
2 when the command line is wrong.
`;

const MANIFEST = /\.(?:ya?ml|json)$/;
const TROUBLE = new Set<Outcome>(['pending', 'waiting', 'restarts', 'refused']);
const MISUSED = 2;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** The manifest files below a folder, sorted; undefined when there is no such folder. */
function manifestFiles(path: string): string[] | undefined {
  try {
    if (statSync(path).isFile()) return [path];
    return readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((name) => MANIFEST.test(name) && statSync(join(path, name), { throwIfNoEntry: false })?.isFile() === true)
      .map((name) => join(path, name))
      .toSorted();
  } catch {
    return undefined;
  }
}

function checkFile(path: string): FileResult {
  try {
    return checkManifest(path, readFileSync(path, 'utf8'));
  } catch (error) {
    // One file that cannot be read, or trips the engine, must not hide what becomes of the others.
    const message = error instanceof Error ? error.message : String(error);
    return { documents: [], namespaces: [], problems: [`could not be checked: ${message}`] };
  }
}

function report(path: string, result: FileResult): void {
  print(path);
  for (const namespace of result.namespaces) print(`  namespace ${namespace} had to be created first`);
  for (const problem of result.problems) print(`  error: ${problem}`);
  for (const { outcome, kind, name, text } of result.documents) {
    print(`  ${outcome.padEnd(9)} ${kind} ${name}${text === '' ? '' : `: ${text}`}`);
  }
}

interface Totals {
  outcomes: Map<Outcome, number>;
  problems: number;
  agreed: number;
  differences: string[];
}

function tally(totals: Totals, shown: string, result: FileResult, index: ManifestIndex | undefined): void {
  for (const { outcome } of result.documents) totals.outcomes.set(outcome, (totals.outcomes.get(outcome) ?? 0) + 1);
  totals.problems += result.problems.length;
  const expected = index?.get(shown);
  if (expected === undefined) return;
  const { agreed, differences } = compareFile(result, expected);
  totals.agreed += agreed;
  totals.differences.push(...differences.map((difference) => `${shown}: ${difference}`));
}

function summarize(files: number, totals: Totals, index: ManifestIndex | undefined): number {
  const counts = [...totals.outcomes]
    .toSorted(([, a], [, b]) => b - a)
    .map(([outcome, count]) => `${count} ${outcome}`);
  print('');
  if (totals.problems > 0) counts.push(`${totals.problems} not readable`);
  print(`${files} ${files === 1 ? 'file' : 'files'}: ${counts.join(', ') || 'no documents'}`);
  if (index === undefined) {
    const isTroubled = [...totals.outcomes.keys()].some((outcome) => TROUBLE.has(outcome));
    return isTroubled || totals.problems > 0 ? 1 : 0;
  }
  if (totals.differences.length > 0) print('');
  for (const difference of totals.differences) print(`differs  ${difference}`);
  const differed = totals.differences.length;
  print('');
  print(`agreed ${totals.agreed}, differed ${differed}, total ${totals.agreed + differed}`);
  return differed === 0 ? 0 : 1;
}

function main([folder, indexPath]: readonly string[]): number {
  if (folder === undefined || folder === '--help' || folder === '-h') {
    print(HELP.trimEnd());
    return folder === undefined ? MISUSED : 0;
  }
  let index: ManifestIndex | undefined;
  if (indexPath !== undefined) {
    try {
      index = readIndex(readFileSync(indexPath, 'utf8'));
    } catch {
      index = undefined;
    }
    if (index === undefined) {
      process.stderr.write(`manifests: ${indexPath} is no index\n`);
      return MISUSED;
    }
  }
  const found = manifestFiles(folder);
  if (found === undefined) {
    process.stderr.write(`manifests: ${folder}: no such file or folder\n`);
    return MISUSED;
  }
  const base = indexPath === undefined ? folder : dirname(indexPath);
  const totals: Totals = { outcomes: new Map(), problems: 0, agreed: 0, differences: [] };
  // The index itself, and other files that it does not know, are no manifests.
  const paths = found.map((path) => ({ path, shown: relative(base, path).split(sep).join('/') || path }));
  const wanted = index === undefined ? paths : paths.filter(({ shown }) => index.has(shown));
  for (const { path, shown } of wanted) {
    const result = checkFile(path);
    report(shown, result);
    tally(totals, shown, result, index);
  }
  return summarize(wanted.length, totals, index);
}

process.exitCode = main(process.argv.slice(2));
