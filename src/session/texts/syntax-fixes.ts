import { parseManifests } from '../../manifests/index.ts';
import type { ManifestProblem } from '../../manifests/index.ts';
import type { Fix } from '../state.ts';
import { fixOf } from './fix.ts';
import { shapeFaults } from './typed-fields.ts';

/** Longer texts are not tried out in many ways while one types. Characters. */
const LONGEST_TRIED = 40_000;
/** Lines above the one that cannot be read in which the cause may be. */
const LOOK_BACK = 2;
const MOST_FIXES = 2;

const indentOf = (line: string): number => /^ */.exec(line)?.[0].length ?? 0;

/**
 * What may make a text readable that YAML cannot read. Ways that people go wrong are tried out in reverse; of those after
 * which the text can be read, the ones that come nearest to the shape of a Kubernetes object are offered.
 */
export function syntaxFixes(text: string, problem: ManifestProblem): readonly Fix[] {
  if (text.length > LONGEST_TRIED) return [];
  for (const [key, spaced] of respaced(text)) {
    const fixes = fixOf(key, {}, text, readable(spaced, problem) ? spaced : undefined);
    if (fixes.length > 0) return fixes;
  }
  const lines = text.split('\n');
  const at = Math.min(problem.line, lines.length) - 1;
  const tried = new Map<string, Candidate>();
  for (let line = at; line >= Math.max(0, at - LOOK_BACK); line--) {
    for (const candidate of candidates(lines, line)) {
      if (!tried.has(candidate.text) && readable(candidate.text, problem)) tried.set(candidate.text, candidate);
    }
  }
  const ranked = [...tried.values()]
    .map((candidate) => ({ ...candidate, faults: faultsOf(candidate.text, problem.document) }))
    .toSorted((a, b) => a.faults - b.faults || a.weight - b.weight);
  const best = ranked.filter(({ faults }) => faults === ranked[0]?.faults).slice(0, MOST_FIXES);
  return best.flatMap((candidate) => fixOf(candidate.key, { line: candidate.line + 1 }, text, candidate.text));
}

/** Widths that editors show a tab with. */
const TAB_WIDTHS = [2, 4, 8];

/** The text with plain spaces where it has tabs at the start of lines, or the spaces that web pages and word processors write. */
function* respaced(text: string): Generator<readonly ['tabs' | 'spaces', string]> {
  if (/^ *\t/m.test(text)) {
    for (const width of TAB_WIDTHS)
      yield ['tabs', text.replaceAll(/^[ \t]+/gm, (indent) => indent.replaceAll('\t', ' '.repeat(width)))];
  }
  if (/[\u00A0\u2000-\u200A\u202F\u3000]/.test(text))
    yield ['spaces', text.replaceAll(/[\u00A0\u2000-\u200A\u202F\u3000]/g, ' ')];
}

/** A line of a shell, or of what texts on the web put around code: it came along when a manifest was copied. */
const NOT_YAML = /^(?:\s*[$%>] \S|```|\s*(?:kubectl|docker|helm|minikube|kind|cat|vi|vim|nano) )/;

interface Candidate {
  readonly key: 'indent' | 'colon' | 'space' | 'quoteLine' | 'dropLine';
  readonly line: number;
  readonly text: string;
  /** How far it is from what was written. */
  readonly weight: number;
}

function* candidates(lines: readonly string[], at: number): Generator<Candidate> {
  const line = lines[at] ?? '';
  if (line.trim() === '' || line.trimStart().startsWith('#')) return;
  const replaced = (from: number, to: number, part: readonly string[]): string =>
    [...lines.slice(0, from), ...part, ...lines.slice(to)].join('\n');
  if (NOT_YAML.test(line)) {
    yield { key: 'dropLine', line: at, text: replaced(at, at + 1, []), weight: -1 };
    return;
  }
  const indent = indentOf(line);
  const near = lines.slice(Math.max(0, at - 12), at + 4).map(indentOf);
  const wanted = new Set(near.flatMap((each) => [each, each + 2, Math.max(0, each - 2)]));
  wanted.delete(indent);
  // The line alone, or with what stands further in below it.
  const block = lines.findIndex((each, index) => index > at && each.trim() !== '' && indentOf(each) <= indent);
  const ends = new Set([at + 1, block === -1 ? lines.length : block]);
  for (const to of wanted) {
    for (const end of ends) {
      const moved = lines.slice(at, end).map((each) => (each.trim() === '' ? each : shifted(each, to - indent)));
      yield { key: 'indent', line: at, text: replaced(at, end, moved), weight: Math.abs(to - indent) };
    }
  }
  const noSpace = /^(\s*(?:- +)*[\w./-]+):(?=[^\s:/])/.exec(line)?.[1];
  if (noSpace !== undefined) {
    const fixed = `${noSpace}: ${line.slice(noSpace.length + 1)}`;
    yield { key: 'space', line: at, text: replaced(at, at + 1, [fixed]), weight: 0 };
  }
  const noColon = /^(\s*(?:- +)*[A-Za-z]+) *(?=$| \S+$)/.exec(line)?.[1];
  if (noColon !== undefined) {
    const fixed = `${noColon}: ${line.slice(noColon.length).trim()}`.trimEnd();
    yield { key: 'colon', line: at, text: replaced(at, at + 1, [fixed]), weight: 0 };
  }
  const value = /^(\s*(?:- +)*[\w./-]+: +)([^"'[{|>&*\s#].*)$/.exec(line);
  if (value !== null) {
    const fixed = `${value[1] ?? ''}${JSON.stringify((value[2] ?? '').trimEnd())}`;
    yield { key: 'quoteLine', line: at, text: replaced(at, at + 1, [fixed]), weight: 1 };
  }
}

function shifted(line: string, by: number): string {
  return by >= 0 ? ' '.repeat(by) + line : line.slice(Math.min(-by, indentOf(line)));
}

/** Whether the document of a problem can be read in this text. */
function readable(text: string, { document }: ManifestProblem): boolean {
  return !parseManifests(text).problems.some((each) => each.severity === 'error' && each.document === document);
}

function faultsOf(text: string, document: number): number {
  const objects = parseManifests(text).documents.filter(({ index }) => index === document);
  return objects.length === 0 ? 1000 : objects.reduce((sum, { object }) => sum + shapeFaults(object), 0);
}
