import type { ImageBehaviour, MainProcess, ServerProcess } from '../behaviour.ts';
import type { TagRule } from '../tags.ts';
import type { Releases } from './releases.ts';

/** An image that the simulated registries know. */
export interface KnownImage extends ImageBehaviour {
  /** Fully qualified, without tag: `docker.io/library/nginx`. */
  readonly repository: string;
  /** What is pulled, bytes: compressed, as containerd counts it. */
  readonly sizeBytes: number;
  /** The same for tags that say `alpine` or `slim`. */
  readonly smallSizeBytes?: number;
  readonly tags: TagRule | 'any';
  /** What each of its releases has of its own. */
  readonly byRelease?: ByRelease;
}

/** How the releases of an image differ: in what they print on their way up and in the variables that they set. */
export interface ByRelease {
  readonly releases: Releases;
  readonly env?: (release: string, isAlpine: boolean) => Readonly<Record<string, string>>;
  readonly log?: (release: string, isAlpine: boolean) => readonly string[];
}

export const MB = 1_000_000;
export const MiB = 1024 * 1024;

export const debian = ['bookworm', 'bullseye', 'buster', 'stretch', 'trixie', 'slim'];
export const alpine = ['alpine'];
export const ubuntu = ['noble', 'jammy', 'focal', 'bionic'];

/** The usual web server, unless `over` says otherwise: HTTP on every path, ends by SIGTERM with 0. */
export function server(ports: ServerProcess['ports'], over: Partial<ServerProcess> = {}): ServerProcess {
  return { type: 'server', ports, startMs: 100, http: 'all', onSigterm: 0, memoryBytes: 8 * MiB, log: [], ...over };
}

/** What an image says beyond its size and its main process; what is left out is as most images have it. */
export interface Details {
  tags?: KnownImage['tags'];
  smallSizeBytes?: number;
  args?: ImageBehaviour['args'];
  shell?: ImageBehaviour['shell'];
  programs?: ImageBehaviour['programs'];
  ownProgram?: string;
  root?: boolean;
  distribution?: 'alpine';
  byRelease?: ByRelease;
}

/** One image of the catalogue: any tag, bash, options as arguments and root, unless `details` say otherwise. */
export function image(repository: string, sizeBytes: number, main: MainProcess, details: Details = {}): KnownImage {
  const {
    tags = 'any',
    smallSizeBytes,
    args = 'options',
    shell = 'bash',
    programs = [],
    ownProgram,
    root = true,
    distribution,
    byRelease,
  } = details;
  return {
    repository,
    sizeBytes,
    ...(smallSizeBytes !== undefined && { smallSizeBytes }),
    main,
    tags,
    args,
    shell,
    programs,
    ...(ownProgram !== undefined && { ownProgram }),
    root,
    ...(distribution !== undefined && { distribution }),
    ...(byRelease !== undefined && { byRelease }),
  };
}

/** An official image of Docker Hub: its entrypoint runs its arguments. */
export function official(
  name: string,
  sizeBytes: number,
  main: MainProcess,
  tags: TagRule,
  details: Details = {},
): KnownImage {
  return image(`docker.io/library/${name}`, sizeBytes, main, { args: 'exec', tags, ...details });
}

export const shell: MainProcess = { type: 'shell' };

/** Debian's package procps, which its full images have and its slim ones lack. */
export const procps = ['ps', 'top', 'free', 'pgrep', 'pkill', 'watch'];

/** Images whose shell is `sh` alone. */
export const sh: Details = { shell: 'sh' };

/** Images without any shell. */
export const bare: Details = { shell: 'none' };

/** A program beside a plain shell: the entrypoint runs the arguments. */
export const tool: Details = { args: 'exec', shell: 'sh' };
