import type { Pod } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { instantCommand, type Call } from '../command.ts';
import type { KubectlEnv } from '../env.ts';
import { CommandTerminated, KubectlError } from '../errors.ts';
import { boolFlag, intFlag, stringFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { chooseContainer } from '../pods-of.ts';
import { checkReachable, checkRunning } from './exec.ts';

const PODS = { group: '', resource: 'pods', namespaced: true } as const;

/** Folders in folders are copied so far. */
const DEEPEST_FOLDER = 16;

/** One end of a copy. */
interface FilePlace {
  /** `''` for this machine. */
  pod: string;
  /** `''` for the command's own. */
  namespace: string;
  path: string;
}

/** Reads `[[namespace/]pod:]file/path` (kubectl pkg/cmd/cp/cp.go, extractFileSpec). */
function readPlace(text: string): FilePlace {
  const colon = text.indexOf(':');
  if (colon === 0) throw new KubectlError('filespec must match the canonical format: [[namespace/]pod:]file/path');
  if (colon < 0) return { pod: '', namespace: '', path: text };
  const place = text.slice(0, colon).split('/');
  const path = text.slice(colon + 1);
  const [first = '', second] = place;
  if (place.length > 2 || first === '' || second === '') {
    throw new KubectlError('filespec must match the canonical format: [[namespace/]pod:]file/path');
  }
  return second === undefined ? { pod: first, namespace: '', path } : { pod: second, namespace: first, path };
}

const baseName = (path: string): string => path.replace(/\/+$/, '').split('/').at(-1) ?? '';

/** A path of a container as a word of its shell. */
const quoted = (path: string): string => `'${path.replaceAll("'", String.raw`'\''`)}'`;

/** The container that files are copied to or from. */
class Container {
  private readonly env: KubectlEnv;
  private readonly namespace: string;
  private readonly pod: string;
  private readonly name: string;
  readonly image: string;

  constructor(call: Call<{ container: ReturnType<typeof stringFlag> }>, place: FilePlace) {
    this.env = call.env;
    this.namespace = place.namespace === '' ? namespaceOf(call).namespace : place.namespace;
    this.pod = place.pod;
    const pod = new ApiClient(call.env).get(PODS, this.namespace, place.pod) as unknown as Pod;
    const { name, notice } = chooseContainer(pod, call.flags.container);
    if (notice !== '') call.env.err(notice);
    checkReachable(pod, name, 'exec into');
    checkRunning(pod, name, 'exec into');
    this.name = name;
    this.image = pod.spec.containers.find((container) => container.name === name)?.image ?? '';
  }

  /** Runs a line of its shell; a KubectlError where it has no shell, as one that has no tar fails. */
  run(line: string, stdin = ''): { exitCode: number; stdout: string } {
    const { env, namespace, pod, name: container } = this;
    if (env.runInside === undefined) throw new KubectlError('this terminal cannot enter containers');
    const answer = env.runInside({ namespace, pod, container, command: ['sh', '-c', line] }, stdin);
    if (answer === undefined)
      throw new KubectlError(
        `Internal error occurred: unable to upgrade connection: container not found ("${container}")`,
      );
    if (answer.result !== undefined) return answer.result;
    throw new KubectlError(
      `Internal error occurred: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "${container}": ${(answer.message ?? '').replaceAll('"sh"', '"tar"')}`,
    );
  }

  has(test: '-d' | '-e', path: string): boolean {
    return this.run(`test ${test} ${quoted(path)}`).exitCode === 0;
  }

  /** Paths of the files in a folder and its folders. */
  filesBelow(folder: string, depth = 0): string[] {
    if (depth > DEEPEST_FOLDER) return [];
    const names = this.run(`ls ${quoted(folder)}`)
      .stdout.split('\n')
      .filter((name) => name !== '');
    return names.flatMap((name) => {
      const path = `${folder}/${name}`;
      return this.has('-d', path) ? this.filesBelow(path, depth + 1) : [path];
    });
  }

  /** Writes a file, in folders that are made when they are missing. */
  write(path: string, text: string): void {
    const folder = path.slice(0, path.lastIndexOf('/'));
    if (folder !== '') this.run(`mkdir -p ${quoted(folder)}`);
    const { exitCode } = this.run(`cat > ${quoted(path)}`, text);
    if (exitCode !== 0) {
      this.env.err(
        `tar: ${path}: Cannot open: Permission denied\ntar: Exiting with failure status due to previous errors\n`,
      );
      throw new CommandTerminated(2);
    }
  }
}

/** The files of this machine that a path means, with their paths below it; `''` for the path itself. */
function localFiles(env: KubectlEnv, path: string): { below: string; text: string }[] {
  const text = env.readFile(path);
  if (text !== undefined) return [{ below: '', text }];
  const files = env.listFiles?.(path);
  if (files === undefined) throw new KubectlError(`${path} doesn't exist in local filesystem`);
  const start = path.replace(/\/+$/, '').length + 1;
  return files.map((file) => ({ below: file.slice(start), text: env.readFile(file) ?? '' }));
}

function upload(call: Call<typeof flags>, from: FilePlace, to: FilePlace): void {
  if (to.path === '') throw new KubectlError('filepath can not be empty');
  const files = localFiles(call.env, from.path);
  const container = new Container(call, to);
  const name = baseName(from.path);
  const target = container.has('-d', to.path)
    ? `${to.path.replace(/\/+$/, '')}/${name}`
    : to.path.replace(/(.)\/+$/, '$1');
  for (const { below, text } of files) container.write(below === '' ? target : `${target}/${below}`, text);
}

/** What tar says of paths that begin at the root, in the words of its two makers. */
function leadingSlashNotice(image: string): string {
  return /\b(?:busybox|alpine)\b/.test(image)
    ? "tar: removing leading '/' from member names\n"
    : "tar: Removing leading `/' from member names\n";
}

function download(call: Call<typeof flags>, from: FilePlace, to: FilePlace): void {
  const { env } = call;
  if (from.path === '' || to.path === '') throw new KubectlError('filepath can not be empty');
  const container = new Container(call, from);
  if (from.path.startsWith('/')) env.err(leadingSlashNotice(container.image));
  if (!container.has('-e', from.path)) {
    env.err(
      `tar: ${from.path}: Cannot stat: No such file or directory\ntar: Exiting with failure status due to previous errors\n`,
    );
    throw new CommandTerminated(2);
  }
  const { writeFile } = env;
  if (writeFile === undefined) throw new KubectlError('this terminal has no files');
  const isFolder = container.has('-d', from.path);
  const isIntoFolder = !isFolder && (/^\.?\.?$|\/\.?\.?$/.test(to.path) || env.listFiles?.(to.path) !== undefined);
  const target = isIntoFolder ? `${to.path.replace(/\/+$/, '')}/${baseName(from.path)}` : to.path;
  for (const path of isFolder ? container.filesBelow(from.path.replace(/\/+$/, '')) : [from.path]) {
    const below = path.slice(from.path.replace(/\/+$/, '').length);
    writeFile.call(env, `${target}${below}`, container.run(`cat ${quoted(path)}`).stdout);
  }
}

const flags = {
  container: stringFlag('', { shorthand: 'c' }),
  'no-preserve': boolFlag(),
  retries: intFlag(0),
};

/**
 * `kubectl cp` (kubectl pkg/cmd/cp/cp.go). The real one pipes an archive through a tar in the container; here the shell of
 * the container reads and writes the files, so that what has no shell fails as what has no tar does.
 */
export const cp = instantCommand({
  name: 'cp',
  flags,
  run(call) {
    const [source, destination, ...more] = call.args;
    if (source === undefined || destination === undefined || more.length > 0) {
      throw new KubectlError('source and destination are required');
    }
    const from = readPlace(source);
    const to = readPlace(destination);
    if (from.pod !== '' && to.pod !== '') {
      throw new KubectlError('one of src or dest must be a local file specification');
    }
    if (from.pod !== '') download(call, from, to);
    else if (to.pod !== '') upload(call, from, to);
    else throw new KubectlError('one of src or dest must be a remote file specification');
  },
});
