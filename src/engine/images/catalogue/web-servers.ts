import { httpdServer } from '../answers.ts';
import { MB, MiB, debian, alpine, ubuntu, server, official, type ByRelease, type KnownImage } from './known-image.ts';
import { nginx, nginxByRelease } from './nginx.ts';
import { httpdReleases } from './releases.ts';

const APACHE_STAMP = '{date:%a %b %d %H:%M:%S.%6N %Y}';
const NO_SERVER_NAME =
  "AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using {ip}. Set the 'ServerName' directive globally to suppress this message";

const httpdByRelease: ByRelease = {
  releases: httpdReleases,
  env: (release) => ({ HTTPD_PREFIX: '/usr/local/apache2', HTTPD_VERSION: release, HTTPD_PATCHES: '' }),
  log: (release) => [
    NO_SERVER_NAME,
    NO_SERVER_NAME,
    `[${APACHE_STAMP}] [mpm_event:notice] [pid 1:tid 1] AH00489: Apache/${release} (Unix) configured -- resuming normal operations`,
    `[${APACHE_STAMP}] [core:notice] [pid 1:tid 1] AH00094: Command line: 'httpd -D FOREGROUND'`,
  ],
};

/** Docker Hub's official web servers and proxies. */
export const webServers: readonly KnownImage[] = [
  official(
    'nginx',
    72_099_410,
    nginx,
    {
      versions: ['1.7-1.29'],
      variants: [...alpine, ...debian, 'perl', 'otel'],
      names: ['stable', 'mainline', 'stable-alpine', 'mainline-alpine'],
    },
    { smallSizeBytes: 20_534_112, programs: ['nginx', 'curl'], byRelease: nginxByRelease },
  ),
  official(
    'httpd',
    58_253_461,
    server([80], {
      ...httpdServer,
      http: ['/', '/index.html'],
      contentDirectories: ['/usr/local/apache2'],
    }),
    { versions: ['2.2-2.2', '2.4-2.4'], variants: [...alpine, ...debian] },
    { smallSizeBytes: 25 * MB, programs: ['httpd', 'httpd-foreground'], byRelease: httpdByRelease },
  ),
  official(
    'traefik',
    46_219_330,
    server([80], { http: 'all' }),
    { versions: ['1.7-1.7', '2.0-2.11', '3.0-3.6'], variants: [...alpine, 'nanoserver'] },
    { shell: 'sh', programs: ['traefik'] },
  ),
  official(
    'haproxy',
    42_316_008,
    server([80], {
      requires: {
        anyOf: [],
        lines: [
          '[ALERT]    (1) : Cannot open configuration file/directory /usr/local/etc/haproxy/haproxy.cfg : No such file or directory',
        ],
      },
      contentDirectories: ['/usr/local/etc/haproxy'],
      onSigterm: 0,
    }),
    { versions: ['1.4-1.9', '2.0-2.9', '3.0-3.3'], variants: [...alpine, ...debian], names: ['lts'] },
    { root: false, programs: ['haproxy'] },
  ),
  official(
    'caddy',
    21_750_113,
    server([80, 443], {
      contentDirectories: ['/etc/caddy', '/usr/share/caddy'],
      log: ['{"level":"info","msg":"serving initial configuration"}'],
    }),
    { versions: ['2.0-2.10'], variants: [...alpine, 'builder'] },
    { shell: 'sh', programs: ['caddy'] },
  ),
  official(
    'tomcat',
    205_882_614,
    server([8080], {
      startMs: 2500,
      memoryBytes: 120 * MiB,
      onSigterm: 143,
      http: 'all',
      log: [
        'INFO [main] org.apache.catalina.startup.Catalina.load Server initialization in [512] milliseconds',
        'INFO [main] org.apache.catalina.startup.Catalina.start Server startup in [1650] milliseconds',
      ],
    }),
    {
      versions: ['6', '7', '8', '9', '10', '11'],
      variants: ['jdk', 'jre', 'temurin', 'openjdk', 'corretto', ...alpine, ...debian, ...ubuntu],
    },
    { programs: ['catalina.sh', 'java'] },
  ),
  official(
    'jetty',
    240 * MB,
    server([8080], { startMs: 2000, memoryBytes: 90 * MiB, onSigterm: 143 }),
    { versions: ['9', '10', '11', '12'], variants: ['jdk', 'jre', ...alpine] },
    { root: false, programs: ['java'] },
  ),
];
