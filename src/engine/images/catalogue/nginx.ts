import { nginxServer } from '../answers.ts';
import { server, type ByRelease } from './known-image.ts';
import { isAtLeast, nginxReleases } from './releases.ts';

const ENTRYPOINT = '/docker-entrypoint.sh';
const FOLDER = '/docker-entrypoint.d';

/** What the entrypoint of the official image says as it starts. */
export const nginxLog = entrypointLines('1.29');

/** Before 1.19 the image had no entrypoint of its own, and said nothing. */
function entrypointLines(release: string): string[] {
  if (!isAtLeast(release, '1.19')) return [];
  return [
    `${ENTRYPOINT}: ${FOLDER}/ is not empty, will attempt to perform configuration`,
    `${ENTRYPOINT}: Looking for shell scripts in ${FOLDER}/`,
    `${ENTRYPOINT}: Launching ${FOLDER}/10-listen-on-ipv6-by-default.sh`,
    '10-listen-on-ipv6-by-default.sh: info: Getting the checksum of /etc/nginx/conf.d/default.conf',
    '10-listen-on-ipv6-by-default.sh: info: Enabled listen on IPv6 in /etc/nginx/conf.d/default.conf',
    ...(isAtLeast(release, '1.25') ? [`${ENTRYPOINT}: Sourcing ${FOLDER}/15-local-resolvers.envsh`] : []),
    `${ENTRYPOINT}: Launching ${FOLDER}/20-envsubst-on-templates.sh`,
    `${ENTRYPOINT}: Launching ${FOLDER}/30-tune-worker-processes.sh`,
    `${ENTRYPOINT}: Configuration complete; ready for start up`,
  ];
}

/** The compiler of each of the image's distributions. */
function builtBy(release: string, isAlpine: boolean): string {
  if (isAlpine) return 'gcc 14.2.0 (Alpine 14.2.0) ';
  if (isAtLeast(release, '1.29')) return 'gcc 14.2.0 (Debian 14.2.0-19) ';
  return isAtLeast(release, '1.25') ? 'gcc 12.2.0 (Debian 12.2.0-14) ' : 'gcc 10.2.1 20210110 (Debian 10.2.1-6) ';
}

/** What nginx notes in its error log, which is the container's standard error, since its level there is `notice`. */
function notices(release: string, isAlpine: boolean): string[] {
  if (!isAtLeast(release, '1.21')) return [];
  return [
    'using the "epoll" event method',
    `nginx/${release}`,
    `built by ${builtBy(release, isAlpine)}`,
    'OS: Linux 6.1.0-34-amd64',
    'getrlimit(RLIMIT_NOFILE): 1048576:1048576',
    'start worker processes',
    ...[29, 30, 31, 32].map((worker) => `start worker process ${worker}`),
  ].map((text) => `{date:%Y/%m/%d %H:%M:%S} [notice] 1#1: ${text}`);
}

/** njs of the releases that people run; others tell only their own version. */
const NJS: Readonly<Record<string, string>> = {
  '1.25.5': '0.8.4',
  '1.26.3': '0.8.9',
  '1.27.3': '0.8.7',
  '1.27.4': '0.8.9',
  '1.27.5': '0.8.10',
  '1.28.1': '0.8.10',
  '1.29.4': '0.9.4',
};

/** How the official image differs from release to release. */
export const nginxByRelease: ByRelease = {
  releases: nginxReleases,
  log: (release, isAlpine) => [...entrypointLines(release), ...notices(release, isAlpine)],
  env: (release, isAlpine) => {
    const built = isAlpine ? '1' : `1~${isAtLeast(release, '1.29') ? 'trixie' : 'bookworm'}`;
    const njs = NJS[release];
    return {
      NGINX_VERSION: release,
      ...(njs !== undefined && { NJS_VERSION: njs }),
      ...(njs !== undefined && isAtLeast(release, '1.27') && { NJS_RELEASE: built }),
      PKG_RELEASE: built,
      ...(isAtLeast(release, '1.27') && { DYNPKG_RELEASE: built }),
    };
  },
};

/** nginx as its official image configures it. */
export const nginx = server([80], {
  ...nginxServer,
  http: ['/', '/index.html'],
  contentDirectories: ['/etc/nginx', '/usr/share/nginx'],
  log: nginxLog,
});
