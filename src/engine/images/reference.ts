/**
 * The syntax of image names (github.com/distribution/reference, as pkg/util/parsers and the container runtime use it).
 */

const domainPart = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const domain = `(?:${domainPart}(?:\\.${domainPart})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const pathPart = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const name = `(?:${domain}/)?${pathPart}(?:/${pathPart})*`;
const tag = '[\\w][\\w.-]{0,127}';
const digest = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';

const referencePattern = new RegExp(`^(${name})(?::(${tag}))?(?:@(${digest}))?$`);
const bareDigest = /^[a-f0-9]{64}$/;

const longestName = 255;
const defaultDomain = 'docker.io';

const formatError = 'invalid reference format';

/** An image name taken apart. */
export interface ImageReference {
  readonly ok: true;
  /** The registry: `docker.io` when the name gives none. */
  readonly domain: string;
  /** What the registry calls it: `library/nginx`. */
  readonly path: string;
  /** Domain and path: `docker.io/library/nginx`. */
  readonly repository: string;
  /** `latest` when the name gives neither tag nor digest, '' when it gives a digest alone. */
  readonly tag: string;
  /** `sha256:...`, or ''. */
  readonly digest: string;
}

/** Why a text is not an image name, in the library's words. */
export interface MalformedReference {
  readonly ok: false;
  readonly error: string;
}

/** Whether the text looks like an image name; all that `kubectl run --image` checks (reference.ReferenceRegexp). */
export function isImageReference(text: string): boolean {
  return referencePattern.test(text);
}

function isDomain(part: string): boolean {
  return /[.:]/.test(part) || part === 'localhost' || part.toLowerCase() !== part;
}

function splitDomain(text: string): { readonly domain: string; readonly rest: string } {
  const slash = text.indexOf('/');
  const first = text.slice(0, Math.max(slash, 0));
  const given = slash >= 0 && isDomain(first);
  const domain = !given || first === 'index.docker.io' ? defaultDomain : first;
  const rest = given ? text.slice(slash + 1) : text;
  return { domain, rest: domain === defaultDomain && !rest.includes('/') ? `library/${rest}` : rest };
}

/** Reads an image name, filling in what it leaves out (reference.ParseNormalizedNamed, parsers.ParseImageName). */
export function parseImageReference(text: string): ImageReference | MalformedReference {
  if (bareDigest.test(text)) {
    return { ok: false, error: `invalid repository name (${text}), cannot specify 64-byte hexadecimal strings` };
  }
  const { domain, rest } = splitDomain(text);
  const remoteName = /^[^:@]*/.exec(rest)?.[0] ?? '';
  if (remoteName.toLowerCase() !== remoteName) {
    return { ok: false, error: `invalid reference format: repository name (${remoteName}) must be lowercase` };
  }
  const match = referencePattern.exec(`${domain}/${rest}`);
  const [, repository, writtenTag = '', writtenDigest = ''] = match ?? [];
  if (repository === undefined) return { ok: false, error: formatError };
  if (repository.length > longestName) {
    return { ok: false, error: `repository name must not be more than ${longestName} characters` };
  }
  const path = repository.slice(domain.length + 1);
  const fallback = writtenDigest === '' ? 'latest' : '';
  return { ok: true, domain, path, repository, tag: writtenTag || fallback, digest: writtenDigest };
}

/** The name with `:latest` when it gives neither tag nor digest (pkg/kubelet/images, applyDefaultImageTag). */
export function withDefaultTag(text: string): string {
  const [, , writtenTag, writtenDigest] = referencePattern.exec(text) ?? [];
  const complete = writtenTag !== undefined || writtenDigest !== undefined || !parseImageReference(text).ok;
  return complete ? text : `${text}:latest`;
}

/** The pull policy of a container that gives none (pkg/apis/core/v1/defaults.go, SetDefaults_Container). */
export function defaultPullPolicy(image: string): 'Always' | 'IfNotPresent' {
  const reference = parseImageReference(image);
  return reference.ok && reference.tag === 'latest' ? 'Always' : 'IfNotPresent';
}
