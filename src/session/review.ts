import { builtinResources, isFailure, quantityError } from '../engine/index.ts';
import type { ApiRequest, ApiResponse, Cluster, KubeObject, Status } from '../engine/index.ts';
import { initialState, kubectl } from '../kubectl/index.ts';
import { parseManifests, splitDocuments } from '../manifests/index.ts';
import type { DocumentMemory, FieldPath, ManifestDocument, ManifestProblem, Manifests } from '../manifests/index.ts';
import { fieldPath } from './field-path.ts';
import { differences } from './texts/differences.ts';
import { duplicateFixes } from './texts/duplicate-fixes.ts';
import { fieldFixes } from './texts/field-fixes.ts';
import { identity } from './texts/identity.ts';
import { misspelledIdentity, missingIdentity } from './texts/misspelled-identity.ts';
import { narrowedPath } from './texts/narrowed-path.ts';
import { placeOfField } from './texts/place-of-field.ts';
import { syntaxFixes } from './texts/syntax-fixes.ts';
import { typedValues } from './texts/typed-fields.ts';
import type { EditorFile } from './persistence.ts';
import { place } from './place.ts';
import type { Fix, Problem, ReviewedObject } from './state.ts';

/** What one text says, before the cluster is asked. */
export interface ParsedFile {
  readonly file: EditorFile;
  readonly manifests: Manifests;
}

/** An answer of the API server about one object of a text. */
export interface Answer {
  readonly request: ApiRequest;
  readonly response: ApiResponse;
}

/** What the API server would say to one object of a text. */
export interface Asked {
  readonly problems: readonly Problem[];
  readonly object: ReviewedObject;
}

export function parseFile(file: EditorFile, memory?: DocumentMemory): ParsedFile {
  return { file, manifests: parseManifests(file.text, file.name, memory) };
}

/** Reads the documents of a text into a memory, a step each, so that its file is parsed at once after that. */
export function* readDocuments({ text }: EditorFile, memory: DocumentMemory): Generator<void, void> {
  for (const document of splitDocuments(text)) {
    memory.read(document.text);
    yield;
  }
}

/** More errors, and more warnings, of one text as a text are not told: nobody reads them, and a paste must not freeze the page. */
const MOST_OF_A_KIND = 100;
/** Of so many of them the ways out are looked for, which takes time in a long text; of the next ones when these are mended. */
const MOST_WITH_FIXES = 20;

/** What is wrong with a text as text. */
export function textProblems({ file, manifests }: ParsedFile): readonly Problem[] {
  const told = { error: 0, warning: 0 };
  const first = manifests.problems.filter(({ severity }) => ++told[severity] <= MOST_OF_A_KIND);
  const problems = first.map((problem, index): Problem => ({
    file: file.name,
    ...place(file.text, problem.from, problem.to),
    severity: problem.severity,
    message: problem.message,
    fixes: index < MOST_WITH_FIXES ? fixesOf(file, manifests, problem) : [],
  }));
  return problems.some(({ severity }) => severity === 'error') ? [...problems, ...templateProblem(file)] : problems;
}

function fixesOf({ text }: EditorFile, manifests: Manifests, problem: ManifestProblem): readonly Fix[] {
  return problem.severity === 'error' ? syntaxFixes(text, problem) : duplicateFixes(text, manifests, problem);
}

/** A text that cannot be read because it is a template, which something else turns into manifests. */
function templateProblem({ name, text }: EditorFile): readonly Problem[] {
  const at = text.search(/\{\{-? *(?:\.|\$|if |range |with |end|include |template |toYaml |define )/);
  if (at < 0) return [];
  const phrase = { key: 'writing.regret.template', params: {} };
  return [{ file: name, ...place(text, at, at + 2), severity: 'warning', message: '', phrase, fixes: [] }];
}

/**
 * What the API server would say to a text, without its doing anything: `kubectl apply --dry-run=server` for each of its
 * objects, whose answers tell whether the cluster already is as the text says. `announced`: namespaces that the texts bring
 * along, which are there once the text is applied. A step an object.
 */
export function* askServer(
  parsed: ParsedFile,
  cluster: Cluster,
  announced: ReadonlySet<string> = new Set(),
): Generator<Asked, void> {
  const { file, manifests } = parsed;
  for (const document of manifests.documents) {
    const { answers, stderr } = dryRun(document, cluster);
    const about = answersAbout(document, answers);
    const failures = about.filter(isRefusal).map(({ response }) => response.body as Status);
    const isAnnounced = failures.some(({ message, details }) => {
      return details?.kind === 'namespaces' && message.endsWith(' not found') && announced.has(details.name ?? '');
    });
    if (isAnnounced) {
      yield { problems: [], object: { file: file.name, ...identity(document), verdict: 'missing', differences: [] } };
      continue;
    }
    const refused = failures.flatMap((status) => refusal(file, document, status));
    // Refused by kubectl itself, before any question: an unknown kind, no name.
    if (refused.length === 0 && stderr !== '' && about.length === 0)
      refused.push(refusedByKubectl(file, document, stderr), ...kustomizationProblem(file, document));
    const object = { file: file.name, ...identity(document), ...verdictOf(document, answers) };
    yield { problems: refused, object };
  }
}

function dryRun(document: ManifestDocument, cluster: Cluster): { answers: readonly Answer[]; stderr: string } {
  const answers: Answer[] = [];
  const stderr: string[] = [];
  const running = kubectl(['apply', '-f', 'manifest.json', '--dry-run=server'], {
    request: (request) => {
      const response = cluster.request(request);
      answers.push({ request, response });
      return response;
    },
    now: () => cluster.now(),
    revision: () => cluster.revision(),
    changesSince: (revision) => cluster.changesSince(revision),
    logs: () => undefined,
    out: () => undefined,
    err: (text) => stderr.push(text),
    readFile: (path) => (path === 'manifest.json' ? JSON.stringify(document.object) : undefined),
    stdin: () => '',
    state: initialState(),
  });
  // A dry run has nothing to wait for; if it does want to wait, what it has said so far is the answer.
  const { done } = running.next();
  if (done !== true) running.return(0);
  return { answers, stderr: stderr.join('').trim() };
}

function isRefusal({ request, response }: Answer): boolean {
  return isFailure(response) && !(request.verb === 'get' && response.code === 404);
}

/** What kubectl says before it asks anyone, in its own words but for the name of the file. */
function refusedByKubectl(file: EditorFile, document: ManifestDocument, stderr: string): Problem {
  const message = stderr
    .replace(/^(?:error|Error from server \(\w+\)): /, '')
    .replaceAll(/resource mapping not found for name: .* from "manifest\.json": /g, '')
    .replaceAll('"manifest.json"', `"${file.name}"`)
    .replaceAll('manifest.json', file.name);
  const missing = missingIdentity(message);
  const misspelled = missing && misspelledIdentity(document.object, missing);
  if (misspelled !== undefined) return problemAt(file, document, [misspelled], message, true);
  const path: FieldPath = /no matches for kind/.test(message)
    ? builtinResources.some(({ kind }) => kind === document.object['kind'])
      ? ['apiVersion']
      : ['kind']
    : /Go struct field/.test(message)
      ? pathOf(document, { message })
      : /name/.test(message)
        ? ['metadata']
        : [];
  return problemAt(file, document, path, message);
}

/** A text for kustomize, which no API server knows: what reads it, `kubectl apply -k`, is not there. */
function kustomizationProblem(file: EditorFile, document: ManifestDocument): readonly Problem[] {
  const { apiVersion, kind } = identity(document);
  if (kind !== 'Kustomization' || !apiVersion.startsWith('kustomize.config.k8s.io/')) return [];
  const { from, to } = placeOfField(file.text, document, ['kind'], false);
  const phrase = { key: 'writing.regret.kustomization', params: {} };
  return [{ file: file.name, ...place(file.text, from, to), severity: 'warning', message: '', phrase, fixes: [] }];
}

/** The problems that the API server's refusals tell of, at the fields that they name. */
export function problemsOf({ file, manifests }: ParsedFile, answers: readonly Answer[]): Problem[] {
  const problems: Problem[] = [];
  for (const document of manifests.documents) {
    for (const { request, response } of answersAbout(document, answers)) {
      if (!isRefusal({ request, response })) continue;
      problems.push(...refusal(file, document, response.body as Status));
    }
  }
  return problems;
}

function refusal(file: EditorFile, document: ManifestDocument, status: Status): Problem[] {
  const causes = status.details?.causes ?? [];
  const located = causes.filter((cause) => cause.field !== undefined && cause.field !== '');
  if (located.length > 0) {
    return located.map(({ field = '', message }) =>
      problemAt(file, document, fieldPath(field), `${field}: ${message ?? status.message}`),
    );
  }
  const unknown = [...status.message.matchAll(/(?:unknown|duplicate) field "([^"]+)"/g)];
  if (unknown.length > 0) {
    return unknown.map((match) => problemAt(file, document, fieldPath(match[1] ?? ''), match[0]));
  }
  return [problemAt(file, document, pathOf(document, status), status.message)];
}

/** The field that a refusal without a field is about, as far as its words tell. */
function pathOf({ object }: ManifestDocument, { message, details }: Pick<Status, 'message' | 'details'>): FieldPath {
  // A value of the wrong type is named as in Go, without positions in lists.
  // Of what every object has, the decoder names no type: `.metadata`.
  const mistyped = /Go struct field \w*\.([\w.]+) of type/.exec(message)?.[1];
  if (mistyped !== undefined) return throughLists(object, mistyped.split('.'));
  if (details?.kind === 'namespaces') return ['metadata', 'namespace'];
  for (const { path, type, value } of typedValues(object)) {
    if (message.includes('quantities must match') && type?.is === 'quantity') {
      if (quantityError(String(value)) !== undefined) return path;
    } else if (message.includes('illegal base64 data') && type?.is === 'bytes') {
      if (typeof value === 'string' && !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value))
        return path;
    }
  }
  return [];
}

/** The same path with, for each list on the way, the position of the first item that has the next field. */
function throughLists(object: unknown, names: readonly string[]): (string | number)[] {
  const path: (string | number)[] = [];
  let value = object;
  for (const name of names) {
    if (Array.isArray(value)) {
      const position = value.findIndex((item) => isFields(item) && name in item);
      if (position === -1) break;
      path.push(position);
      value = value[position];
    }
    if (!isFields(value)) break;
    path.push(name);
    value = value[name];
  }
  return path;
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function problemAt(
  file: EditorFile,
  document: ManifestDocument,
  path: FieldPath,
  message: string,
  isKey = message.startsWith('unknown field'),
): Problem {
  const { from, to } = placeOfField(file.text, document, narrowedPath(document.object, path, message), isKey);
  const fixes = fieldFixes({ text: file.text, document, path, message });
  return { file: file.name, ...place(file.text, from, to), severity: 'error', message, fixes };
}

function verdictOf(
  document: ManifestDocument,
  answers: readonly Answer[],
): Pick<ReviewedObject, 'verdict' | 'differences'> {
  const about = answersAbout(document, answers);
  const written = about.find(({ request }) => request.verb === 'create' || request.verb === 'patch');
  if (about.some(isRefusal) || about.length === 0) return { verdict: 'refused', differences: [] };
  if (written?.request.verb === 'create') return { verdict: 'missing', differences: [] };
  const live = about.find(({ request }) => request.verb === 'get')?.response.body;
  if (written === undefined || live === undefined) return { verdict: 'matches', differences: [] };
  const found = differences(document, live as KubeObject, written.response.body as KubeObject);
  return { verdict: found.length === 0 ? 'matches' : 'differs', differences: found };
}

function answersAbout(document: ManifestDocument, answers: readonly Answer[]): readonly Answer[] {
  const { apiVersion, kind, namespace, name } = identity(document);
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const resource = builtinResources.find((each) => each.kind === kind && each.group === group)?.resource;
  return answers.filter(({ request }) => {
    const body = request.body as Partial<KubeObject> | undefined;
    const requestName = request.name ?? body?.metadata?.name;
    const sameKind = resource === undefined ? request.group === group : request.resource === resource;
    return (
      sameKind &&
      requestName === name &&
      (request.namespace ?? '') === (request.namespace === undefined ? '' : namespace)
    );
  });
}
