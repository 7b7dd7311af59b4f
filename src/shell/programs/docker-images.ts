import { resolveImage } from '../../engine/index.ts';
import type { Work } from '../run/block.ts';
import type { Process } from '../run/process.ts';
import { dockerContainers, dockerDuration, dockerSize } from './docker-listing.ts';
import { dockerError, table } from './docker-text.ts';
import { parseOptions } from './options.ts';

/** How long a small build takes, ms. */
const BUILD_MS = 2000;

export function* build(process: Process): Work {
  const options = parseOptions(process, 't:f:q', {
    tag: 't',
    file: 'f',
    quiet: 'q',
    'build-arg': 'b',
    platform: 'p',
    'no-cache': 'n',
    progress: 'r',
  });
  if (typeof options === 'number') return 125;
  if (options.operands.length !== 1) {
    process.err(
      'ERROR: "docker buildx build" requires exactly 1 argument.\nSee \'docker buildx build --help\'.\n\nUsage:  docker buildx build [OPTIONS] PATH | URL | -\n\nStart a build\n',
    );
    return 1;
  }
  const { cluster, files } = process.world;
  const context = process.shell.resolve(options.operands[0] ?? '.');
  if (files.kind(context) !== 'folder') {
    process.err(`ERROR: unable to prepare context: path "${options.operands[0]}" not found\n`);
    return 1;
  }
  const command = ['docker', 'build', ...process.args].join(' ');
  const tags = options.values('t');
  for (const image of tags) {
    const result = cluster.inject({ type: 'buildImage', image }, { actor: 'user', command });
    if (!result.ok) {
      process.err(`ERROR: ${result.message}\n`);
      return 1;
    }
  }
  yield { deadline: cluster.now() + BUILD_MS };
  const { builtImages } = process.shell.state;
  for (const tag of tags) {
    // Built again, it is the newest one.
    builtImages.delete(withTag(tag));
    builtImages.set(withTag(tag), cluster.now());
  }
  const names = tags.map((tag) => ` => => naming to docker.io/${tag.includes('/') ? '' : 'library/'}${withTag(tag)}\n`);
  if (!options.has('q')) {
    process.err(
      `[+] Building ${(BUILD_MS / 1000).toFixed(1)}s FINISHED${' '.repeat(32)}docker:default\n => exporting to image\n${names.join('')}`,
    );
  }
  return 0;
}

function withTag(image: string): string {
  return /:[^/]*$/.test(image) ? image : `${image}:latest`;
}

/** An image that this machine has: its nodes run it, or it was built here. */
interface LocalImage {
  readonly name: string;
  readonly id: string;
  /** Ms since the epoch. */
  readonly since: number;
}

function localImages({ shell, world: { cluster } }: Process): LocalImage[] {
  const built = [...shell.state.builtImages]
    .filter(([, at]) => at <= cluster.now())
    .map(([name, since]) => ({ name, since, id: imageOf(name)?.id ?? '' }))
    .toReversed();
  const used = new Map(
    cluster.live
      .list('pods')
      .flatMap((pod) => pod.status.containerStatuses ?? [])
      .filter(({ imageID }) => imageID !== '')
      .map(({ image, imageID }) => [withTag(image.replace(/^docker\.io\/(?:library\/)?/, '')), imageID]),
  );
  for (const { name } of built) used.delete(name);
  const pulled = [...used].map(([name, id]) => ({ name, id, since: cluster.options.startTime }));
  return [...built, ...pulled.toSorted((a, b) => (a.name < b.name ? -1 : 1))];
}

/** What a registry or a build would give under a name. */
function imageOf(name: string): { id: string; sizeBytes: number } | undefined {
  const resolution = resolveImage(name, { unknownImages: 'run', built: [] });
  return resolution.type === 'published' || resolution.type === 'local' ? resolution.image : undefined;
}

/** `docker images [REPOSITORY[:TAG]]`: what was built last stands first. */
export function images(process: Process): number {
  const options = parseOptions(process, 'aqf:', { all: 'a', quiet: 'q', filter: 'f', 'no-trunc': 'T', format: 'F' });
  if (typeof options === 'number') return 125;
  const { cluster } = process.world;
  const [wanted = ''] = options.operands;
  const rows = localImages(process)
    .filter(({ name }) => wanted === '' || name === wanted || name.slice(0, name.lastIndexOf(':')) === wanted)
    .map(({ name, id, since }) => {
      const colon = name.lastIndexOf(':');
      return [
        name.slice(0, colon),
        name.slice(colon + 1),
        /sha256:([\da-f]{12})/.exec(id)?.[1] ?? '<none>',
        `${dockerDuration(cluster.now() - since)} ago`,
        dockerSize(imageOf(name)?.sizeBytes ?? 0),
      ];
    });
  if (options.has('q')) process.out(rows.map(([, , id = '']) => `${id}\n`).join(''));
  else process.out(table([['REPOSITORY', 'TAG', 'IMAGE ID', 'CREATED', 'SIZE'], ...rows]));
  return 0;
}

/** `docker rmi IMAGE...`: what was built here goes; what containers run stays. */
export function removeImages(process: Process): number {
  const options = parseOptions(process, 'f', { force: 'f', 'no-prune': 'n' });
  if (typeof options === 'number') return 125;
  if (options.operands.length === 0) {
    process.err(
      "docker: 'docker rmi' requires at least 1 argument\n\nUsage:  docker rmi [OPTIONS] IMAGE [IMAGE...]\n\nRun 'docker rmi --help' for more information\n",
    );
    return 1;
  }
  const { builtImages } = process.shell.state;
  let status = 0;
  for (const wanted of options.operands) {
    const name = withTag(wanted);
    const image = localImages(process).find((local) => local.name === name);
    if (image === undefined) {
      status = dockerError(process, `No such image: ${name}`);
      continue;
    }
    const user = dockerContainers(process.world.cluster).find(
      (container) => withTag(container.image.replace(/^docker\.io\/(?:library\/)?/, '')) === name,
    );
    const shortId = /sha256:([\da-f]{12})/.exec(image.id)?.[1] ?? '';
    if (user !== undefined) {
      status = dockerError(
        process,
        `conflict: unable to remove repository reference "${wanted}" (must force) - container ${user.id.slice(0, 12)} is using its referenced image ${shortId}`,
      );
      continue;
    }
    builtImages.delete(name);
    process.out(`Untagged: ${name}\n`);
  }
  return status;
}

/** `docker tag SOURCE TARGET`: a second name for an image, which every node then has too. */
export function tag(process: Process): number {
  const [source, target] = process.args;
  if (source === undefined || target === undefined || process.args.length > 2) {
    process.err(
      "docker: 'docker tag' requires 2 arguments\n\nUsage:  docker tag SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]\n\nRun 'docker tag --help' for more information\n",
    );
    return 1;
  }
  if (!localImages(process).some(({ name }) => name === withTag(source))) {
    return dockerError(process, `No such image: ${withTag(source)}`);
  }
  const { cluster } = process.world;
  const command = ['docker', 'tag', ...process.args].join(' ');
  const result = cluster.inject({ type: 'buildImage', image: target }, { actor: 'user', command });
  if (!result.ok) return dockerError(process, result.message);
  process.shell.state.builtImages.set(withTag(target), cluster.now());
  return 0;
}
