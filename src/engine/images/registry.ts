import { goQuote } from '../api/go-syntax.ts';
import { builtServers } from './answers.ts';
import type { ImageBehaviour } from './behaviour.ts';
import { catalogue } from './catalogue.ts';
import type { KnownImage } from './catalogue/known-image.ts';
import { releaseOf } from './catalogue/releases.ts';
import { standInDigest } from './digest.ts';
import { parseImageReference } from './reference.ts';
import { editDistance } from './spelling.ts';
import { tagExists } from './tags.ts';

/** An image that can run. */
export interface Image {
  /** As the container runtime names it: `docker.io/library/nginx:1.27`. */
  readonly reference: string;
  /** ContainerStatus.imageID: `docker.io/library/nginx@sha256:...`. */
  readonly id: string;
  readonly sizeBytes: number;
  readonly behaviour: ImageBehaviour;
}

/** What a node's container runtime finds when it asks for an image. */
export type ImageResolution =
  /** Not the name of an image; `error` is why, as distribution/reference says it. */
  | { readonly type: 'malformed'; readonly error: string }
  /** In its registry. */
  | { readonly type: 'published'; readonly image: Image }
  /** Built on the nodes themselves and in no registry; `error` is the registry's answer to a pull. */
  | { readonly type: 'local'; readonly image: Image; readonly error: string }
  /** Nowhere; `error` is the registry's answer as the kubelet reports it. */
  | { readonly type: 'missing'; readonly error: string };

export interface RegistryState {
  /** Whether well-formed names that the catalogue does not have can be pulled. */
  readonly unknownImages: 'run' | 'fail';
  /** References (`docker.io/library/order:1.0`) that were built on the nodes. */
  readonly built: readonly string[];
}

const LIBRARY = 'docker.io/library/';
const MB = 1_000_000;

/** A small server on the ports that the manifest declares: what an image does that nobody knows. */
const unknownBehaviour: ImageBehaviour = {
  main: {
    type: 'server',
    ports: 'declared',
    startMs: 300,
    http: 'all',
    onSigterm: 0,
    memoryBytes: 8 * 1024 * 1024,
    log: ['Server listening on port {port}'],
  },
  args: 'options',
  shell: 'bash',
  programs: 'any',
  root: false,
};

/** What an image does whose source a post shows; of any other nothing is known. */
function builtBehaviour(repository: string): ImageBehaviour {
  const name = repository.startsWith(LIBRARY) ? repository.slice(LIBRARY.length) : '';
  const main = Object.hasOwn(builtServers, name) ? builtServers[name] : undefined;
  return main === undefined ? unknownBehaviour : { ...unknownBehaviour, main };
}

/** Registries that exist but hold nothing of that name answer 404; other hosts cannot be found by DNS. */
const knownHosts: ReadonlySet<string> = new Set([
  'registry.k8s.io',
  'k8s.gcr.io',
  'gcr.io',
  'us.gcr.io',
  'eu.gcr.io',
  'quay.io',
  'ghcr.io',
  'mcr.microsoft.com',
  'public.ecr.aws',
]);

const libraryNames: readonly string[] = [...catalogue.keys()]
  .filter((repository) => repository.startsWith(LIBRARY))
  .map((repository) => repository.slice(LIBRARY.length));

/** Whether a name on Docker Hub is a slip of the pen for an official image: `ngnix`, `redsi`. */
function isMisspelt(name: string): boolean {
  return libraryNames.some((known) => {
    if (known.length < 4) return false;
    const limit = known.length < 6 ? 1 : 2;
    return editDistance(name, known, limit) <= limit;
  });
}

function notPulled(reference: string, why: string): string {
  return `failed to pull and unpack image ${goQuote(reference)}: failed to resolve reference ${goQuote(reference)}: ${why}`;
}

/**
 * containerd's answers. A code other than Unknown stays in front of the text
 * (staging/src/k8s.io/cri-client/pkg/remote_image.go, pullImageV1).
 */
function notFound(reference: string): string {
  return `rpc error: code = NotFound desc = ${notPulled(reference, `${reference}: not found`)}`;
}

function accessDenied(reference: string): string {
  return notPulled(
    reference,
    'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
  );
}

function noSuchHost(reference: string, host: string, path: string, tag: string): string {
  const url = `https://${host}/v2/${path}/manifests/${tag}`;
  const name = host.split(':')[0] ?? host;
  const lookup = `dial tcp: lookup ${name} on 172.18.0.1:53: no such host`;
  return notPulled(reference, `failed to do request: Head ${goQuote(url)}: ${lookup}`);
}

function repositoryMissing(reference: string, repository: string, tag: string): string {
  const slash = repository.indexOf('/');
  const host = repository.slice(0, slash);
  if (host === 'docker.io') return accessDenied(reference);
  if (knownHosts.has(host) || host.endsWith('-docker.pkg.dev')) return notFound(reference);
  return noSuchHost(reference, host, repository.slice(slash + 1), tag);
}

const smallTag = /alpine|slim|musl/;

/** What images do by tag: the same one is asked for again and again. */
const behavioursOf = new WeakMap<KnownImage, Map<string, ImageBehaviour>>();

function behaviourOf(known: KnownImage, tag: string): ImageBehaviour {
  const seen = behavioursOf.get(known) ?? new Map<string, ImageBehaviour>();
  behavioursOf.set(known, seen);
  const before = seen.get(tag);
  if (before !== undefined) return before;
  const { byRelease, main } = known;
  const isAlpine = tag.includes('alpine');
  // Images of Alpine Linux come without bash.
  const shell = isAlpine && known.shell === 'bash' ? 'sh' : known.shell;
  let behaviour: ImageBehaviour = { ...known, shell };
  if (byRelease !== undefined) {
    const release = releaseOf(tag, byRelease.releases);
    const env = byRelease.env?.(release, isAlpine);
    const log = byRelease.log?.(release, isAlpine);
    behaviour = {
      ...behaviour,
      release,
      ...(env !== undefined && { env }),
      ...(log !== undefined && main.type === 'server' && { main: { ...main, log } }),
    };
  }
  seen.set(tag, behaviour);
  return behaviour;
}

function publishedImage(reference: string, repository: string, tag: string, known: KnownImage): Image {
  const sizeBytes = smallTag.test(tag) ? (known.smallSizeBytes ?? known.sizeBytes) : known.sizeBytes;
  const id = `${repository}@sha256:${standInDigest(reference)}`;
  return { reference, id, sizeBytes, behaviour: behaviourOf(known, tag) };
}

function unknownImage(reference: string, repository: string): Image {
  const digest = standInDigest(reference);
  // Between 20 and 140 MB, always the same for the same name.
  const sizeBytes = 20 * MB + (Number.parseInt(digest.slice(0, 8), 16) % (120 * MB));
  return { reference, id: `${repository}@sha256:${digest}`, sizeBytes, behaviour: builtBehaviour(repository) };
}

/**
 * What becomes of an image name on a node:
 * - a known repository has the tags that its rule says, and no others;
 * - a name built with `docker build`, or an unqualified one that no registry knows, is on every node and in no registry;
 * - a misspelt official name is nowhere;
 * - any other well-formed name can be pulled, unless unknown images fail.
 */
export function resolveImage(text: string, { unknownImages, built }: RegistryState): ImageResolution {
  const parsed = parseImageReference(text);
  if (!parsed.ok) return { type: 'malformed', error: parsed.error };
  const { repository, tag, digest } = parsed;
  const reference = digest === '' ? `${repository}:${tag}` : `${repository}@${digest}`;
  const unknown = unknownImage(reference, repository);
  if (built.includes(reference)) return { type: 'local', image: unknown, error: accessDenied(reference) };

  const known = catalogue.get(repository);
  if (known !== undefined) {
    if (digest === '' && !tagExists(tag, known.tags)) return { type: 'missing', error: notFound(reference) };
    return { type: 'published', image: publishedImage(reference, repository, tag, known) };
  }
  if (repository.startsWith(LIBRARY)) {
    if (isMisspelt(repository.slice(LIBRARY.length))) return { type: 'missing', error: accessDenied(reference) };
    return { type: 'local', image: unknown, error: accessDenied(reference) };
  }
  if (unknownImages === 'fail') {
    return { type: 'missing', error: repositoryMissing(reference, repository, digest === '' ? tag : digest) };
  }
  return { type: 'published', image: unknown };
}
