import type { GenericObject } from '../engine/index.ts';
import { escapeJsonHtml, parseManifests, type ManifestDocument } from '../manifests/index.ts';
import type { KubectlEnv } from './env.ts';
import { joined, KubectlError } from './errors.ts';
import { boolFlag, stringFlag, stringsFlag } from './flags.ts';
import type { Discovery } from './resources.ts';
import type { ObjectInfo } from './targets.ts';

/** The flags of commands that read manifests. */
export const filenameFlags = {
  filename: stringsFlag({ shorthand: 'f' }),
  kustomize: stringFlag('', { shorthand: 'k' }),
  recursive: boolFlag(false, { shorthand: 'R' }),
};

/** What the schema refuses; the rest of its file is not read. */
class SchemaRefusal extends KubectlError {}

/** A text with the name that errors call it by. */
interface ManifestFile {
  path: string;
  text: string;
}

const VALIDATE_ADVICE = 'if you choose to ignore these errors, turn validation off with --validate=false';

function isManifestName(path: string): boolean {
  return /\.(?:json|yaml|yml)$/.test(path);
}

function readPath(env: KubectlEnv, path: string, recursive: boolean): ManifestFile[] {
  if (path === '-') return [{ path: 'STDIN', text: env.stdin() }];
  const url = /^https?:\/\/([^/:]+)/.exec(path);
  if (url !== null) {
    throw new KubectlError(`unable to read URL "${path}": dial tcp: lookup ${url[1] ?? ''}: no such host`);
  }
  const text = env.readFile(path);
  if (text !== undefined) return [{ path, text }];
  const files = env.listFiles?.(path);
  if (files === undefined) throw new KubectlError(`the path "${path}" does not exist`);
  const folder = path.endsWith('/') ? path : `${path}/`;
  return files
    .filter((file) => isManifestName(file) && (recursive || !file.slice(folder.length).includes('/')))
    .toSorted()
    .flatMap((file) => {
      const content = env.readFile(file);
      return content === undefined ? [] : [{ path: file, text: content }];
    });
}

/** The texts that `-f` names, in order; `-` is standard input. A missing file is a KubectlError. */
export function readManifestFiles(
  env: KubectlEnv,
  flags: { filename: readonly string[]; kustomize?: string; recursive: boolean },
): ManifestFile[] {
  if ((flags.kustomize ?? '') !== '') {
    if (flags.filename.length > 0) throw new KubectlError('only one of -f or -k can be specified');
    throw new KubectlError('kustomize is not part of Podground: write the resources out and use -f');
  }
  return flags.filename.flatMap((path) => readPath(env, path, flags.recursive));
}

/** Whether files are named; a KubectlError when objects are named as well (cli-runtime pkg/resource/builder.go). */
export function namesFiles(
  flags: { filename: readonly string[]; kustomize?: string },
  args: readonly string[] = [],
): boolean {
  const hasFiles = flags.filename.length > 0 || (flags.kustomize ?? '') !== '';
  if (!hasFiles || args.length === 0) return hasFiles;
  throw new KubectlError(
    args.some((word) => word.includes('/'))
      ? 'resource/name arguments cannot be provided when a path is specified'
      : 'when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well',
  );
}

/** JSON in one line, keys in the order of the file: what an error shows of an object. */
function compactJson(object: object): string {
  return escapeJsonHtml(JSON.stringify(object));
}

interface ReadOptions {
  namespace: string;
  /** The namespace was given on the command line: objects of another one are refused. */
  isExplicit: boolean;
  /** Whether the schema is asked first, as by `apply` and `create` without `--validate=false`. */
  validate: boolean;
}

function checkedKind(
  document: ManifestDocument,
  source: string,
  validate: boolean,
): { apiVersion: string; kind: string } {
  const { apiVersion, kind } = document.object;
  const wrong = [
    apiVersion === undefined || apiVersion === null
      ? 'apiVersion not set'
      : typeof apiVersion === 'string'
        ? ''
        : "apiVersion isn't string type",
    kind === undefined || kind === null ? 'kind not set' : typeof kind === 'string' ? '' : "kind isn't string type",
  ].filter((text) => text !== '');
  if (validate && wrong.length > 0) {
    throw new SchemaRefusal(
      `error validating "${source}": error validating data: ${joined(wrong)}; ${VALIDATE_ADVICE}`,
    );
  }
  if (typeof kind !== 'string' || kind === '') {
    throw new KubectlError(
      `unable to decode "${source}": Object 'Kind' is missing in '${compactJson(document.object)}'`,
    );
  }
  return { apiVersion: typeof apiVersion === 'string' ? apiVersion : '', kind };
}

/** Labels and annotations must be text before kubectl can work with an object at all. */
function checkMetadata(document: ManifestDocument, source: string): Record<string, unknown> {
  const { metadata } = document.object;
  if (metadata === undefined || metadata === null) return {};
  const goType = (value: unknown): string =>
    typeof value === 'boolean'
      ? 'bool'
      : typeof value === 'object'
        ? Array.isArray(value)
          ? 'array'
          : 'object'
        : typeof value;
  const refuse = (value: unknown, path: string, type: string): never => {
    const text = `json: cannot unmarshal ${goType(value)} into Go struct field ${path} of type ${type}`;
    throw new KubectlError(`unable to decode "${source}": ${text}`);
  };
  if (typeof metadata !== 'object' || Array.isArray(metadata)) {
    return refuse(metadata, '.metadata', 'v1.ObjectMeta');
  }
  for (const field of ['labels', 'annotations'] as const) {
    const values = metadata[field];
    if (values === undefined || values === null) continue;
    if (typeof values !== 'object' || Array.isArray(values)) {
      refuse(values, `ObjectMeta.metadata.${field}`, 'map[string]string');
    }
    for (const value of Object.values(values)) {
      if (value !== null && typeof value !== 'string') refuse(value, `ObjectMeta.metadata.${field}`, 'string');
    }
  }
  for (const field of ['name', 'namespace'] as const) {
    const value = metadata[field];
    if (value !== undefined && value !== null && typeof value !== 'string') {
      refuse(value, `ObjectMeta.metadata.${field}`, 'string');
    }
  }
  return metadata;
}

function placeDocument(
  document: ManifestDocument,
  source: string,
  discovery: Discovery,
  options: ReadOptions,
): ObjectInfo {
  const { apiVersion, kind } = checkedKind(document, source, options.validate);
  const metadata = checkMetadata(document, source);
  const name = typeof metadata['name'] === 'string' ? metadata['name'] : '';
  const written = typeof metadata['namespace'] === 'string' ? metadata['namespace'] : '';
  const resource = discovery.ofKind(apiVersion, kind);
  if (resource === undefined) {
    throw new KubectlError(
      `resource mapping not found for name: "${name}" namespace: "${written}" from "${source}": no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`,
    );
  }
  if (resource.namespaced && options.isExplicit && written !== '' && written !== options.namespace) {
    throw new KubectlError(
      `the namespace from the provided object "${written}" does not match the namespace "${options.namespace}". You must pass '--namespace=${written}' to perform this operation.`,
    );
  }
  const namespace = resource.namespaced ? (written === '' ? options.namespace : written) : '';
  const placed = namespace === '' ? metadata : { ...metadata, namespace };
  // The server checks the rest of the type.
  const object = { ...document.object, apiVersion, kind, metadata: placed } as unknown as GenericObject;
  return { resource, namespace, name, object, source };
}

/** Objects up to the first that the schema refuses; one that has no resource is left out and the next one is read. */
function readObjectsOfFile(
  documents: readonly ManifestDocument[],
  path: string,
  discovery: Discovery,
  options: ReadOptions,
  errors: Error[],
): { infos: ObjectInfo[]; isStopped: boolean } {
  const infos: ObjectInfo[] = [];
  for (const document of documents) {
    try {
      infos.push(placeDocument(document, path, discovery, options));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      errors.push(error);
      if (error instanceof SchemaRefusal) return { infos, isStopped: true };
    }
  }
  return { infos, isStopped: false };
}

/**
 * The objects in manifest texts, placed in their namespaces. What is wrong with one is added to `errors`; nothing more is
 * read from a file after a broken document or one that the schema refuses (cli-runtime pkg/resource/visitor.go,
 * StreamVisitor and EagerVisitorList).
 */
export function readObjects(
  files: readonly ManifestFile[],
  discovery: Discovery,
  options: ReadOptions,
  errors: Error[],
): ObjectInfo[] {
  const infos: ObjectInfo[] = [];
  for (const { path, text } of files) {
    const { documents, problems } = parseManifests(text, path);
    const problem = problems.find(({ severity }) => severity === 'error');
    const readable = documents.filter(({ index }) => problem === undefined || index <= problem.document);
    const found = readObjectsOfFile(readable, path, discovery, options, errors);
    infos.push(...found.infos);
    if (problem !== undefined && !found.isStopped) errors.push(new KubectlError(problem.kubectl));
  }
  return infos;
}

/** `"/v1, Resource=pods"`, as an Info describes its mapping. */
export function infoText({ resource, name, namespace }: Pick<ObjectInfo, 'resource' | 'name' | 'namespace'>): string {
  const version = `${resource.group}/${resource.version}`;
  return (
    `Resource: "${version}, Resource=${resource.resource}", GroupVersionKind: "${version}, Kind=${resource.kind}"\n` +
    `Name: "${name}", Namespace: "${namespace}"`
  );
}
