import type { ByRelease } from './known-image.ts';
import { isAtLeast, mysqlReleases, postgresReleases, redisReleases } from './releases.ts';

/*
 * What the official images of databases print on their way up, and the variables that they set.
 */

function redisLines(release: string): string[] {
  // Since 7.2 the level of what is only worth knowing is a star.
  const isNew = isAtLeast(release, '7.2');
  const line = (role: 'C' | 'M', level: '*' | '#', text: string): string =>
    `1:${role} {date:%d %b %Y %H:%M:%S.%3N} ${level} ${text}`;
  const start = isNew ? '*' : '#';
  return [
    line('C', start, 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo'),
    line('C', start, `Redis version=${release}, bits=64, commit=00000000, modified=0, pid=1, just started`),
    line(
      'C',
      '#',
      'Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf',
    ),
    ...(isAtLeast(release, '6.2') ? [line('M', '*', 'monotonic clock: POSIX clock_gettime')] : []),
    line('M', '*', 'Running mode=standalone, port=6379.'),
    line('M', start, 'Server initialized'),
    line('M', '*', `Ready to accept connections${isNew ? ' tcp' : ''}`),
  ];
}

export const redisByRelease: ByRelease = {
  releases: redisReleases,
  log: redisLines,
  env: (release) =>
    isAtLeast(release, '8')
      ? {}
      : { REDIS_VERSION: release, REDIS_DOWNLOAD_URL: `http://download.redis.io/releases/redis-${release}.tar.gz` },
};

function postgresLines(release: string, isAlpine: boolean): string[] {
  const note = (process: number, text: string): string => `{date:%Y-%m-%d %H:%M:%S.%3N UTC} [${process}] LOG:  ${text}`;
  const [major = ''] = release.split('.');
  const data = Number(major) >= 18 ? `/var/lib/postgresql/${major}/docker` : '/var/lib/postgresql/data';
  const built = isAlpine
    ? 'x86_64-pc-linux-musl, compiled by gcc (Alpine 14.2.0) 14.2.0, 64-bit'
    : `x86_64-pc-linux-gnu, compiled by gcc (Debian 14.2.0-19) 14.2.0, 64-bit`;
  const version = isAlpine ? release : `${release} (Debian ${release}-1.pgdg13+1)`;
  const starting = `starting PostgreSQL ${version} on ${built}`;
  const socket = 'listening on Unix socket "/var/run/postgresql/.s.PGSQL.5432"';
  return [
    'The files belonging to this database system will be owned by user "postgres".',
    'This user must also own the server process.',
    '',
    'The database cluster will be initialized with locale "en_US.utf8".',
    'The default database encoding has accordingly been set to "UTF8".',
    'The default text search configuration will be set to "english".',
    '',
    `Data page checksums are ${Number(major) >= 18 ? 'enabled' : 'disabled'}.`,
    '',
    `fixing permissions on existing directory ${data} ... ok`,
    'creating subdirectories ... ok',
    'selecting dynamic shared memory implementation ... posix',
    'selecting default "max_connections" ... 100',
    'selecting default "shared_buffers" ... 128MB',
    'selecting default time zone ... Etc/UTC',
    'creating configuration files ... ok',
    'running bootstrap script ... ok',
    'performing post-bootstrap initialization ... ok',
    'syncing data to disk ... ok',
    '',
    '',
    'Success. You can now start the database server using:',
    '',
    `    pg_ctl -D ${data} -l logfile start`,
    '',
    'initdb: warning: enabling "trust" authentication for local connections',
    'initdb: hint: You can change this by editing pg_hba.conf or using the option -A, or --auth-local and --auth-host, the next time you run initdb.',
    `waiting for server to start....${note(48, starting)}`,
    note(48, socket),
    note(54, 'database system was shut down at {date:%Y-%m-%d %H:%M:%S UTC}'),
    note(48, 'database system is ready to accept connections'),
    ' done',
    'server started',
    '',
    '/usr/local/bin/docker-entrypoint.sh: ignoring /docker-entrypoint-initdb.d/*',
    '',
    `waiting for server to shut down....${note(48, 'received fast shutdown request')}`,
    note(48, 'aborting any active transactions'),
    note(52, 'shutting down'),
    note(48, 'database system is shut down'),
    ' done',
    'server stopped',
    '',
    'PostgreSQL init process complete; ready for start up.',
    '',
    note(1, starting),
    note(1, 'listening on IPv4 address "0.0.0.0", port 5432'),
    note(1, 'listening on IPv6 address "::", port 5432'),
    note(1, socket),
    note(62, 'database system was shut down at {date:%Y-%m-%d %H:%M:%S UTC}'),
    note(1, 'database system is ready to accept connections'),
  ];
}

export const postgresByRelease: ByRelease = {
  releases: postgresReleases,
  log: postgresLines,
  env: (release, isAlpine) => {
    const [major = ''] = release.split('.');
    return {
      LANG: 'en_US.utf8',
      PG_MAJOR: major,
      PG_VERSION: isAlpine ? release : `${release}-1.pgdg13+1`,
      PGDATA: Number(major) >= 18 ? `/var/lib/postgresql/${major}/docker` : '/var/lib/postgresql/data',
    };
  },
};

const entrypointNote = (level: 'Note' | 'ERROR', text: string): string =>
  `{date:%Y-%m-%d %H:%M:%S+00:00} [${level}] [Entrypoint]: ${text}`;

/** What the entrypoints of MySQL and MariaDB say when nobody has set a password. */
export function mysqlNeedsPassword(server: string, variables: string): readonly string[] {
  return [
    entrypointNote('Note', `Entrypoint script for ${server} started.`),
    entrypointNote('ERROR', 'Database is uninitialized and password option is not specified'),
    '    You need to specify one of the following as an environment variable:',
    ...variables.split(' ').map((name) => `    - ${name}`),
  ];
}

function mysqlLines(release: string): string[] {
  const build = `${release}-1.el9`;
  const server = (thread: number, level: string, code: string, what: string, text: string): string =>
    `{date:%Y-%m-%dT%H:%M:%S.%6NZ} ${thread} [${level}] [MY-${code}] [${what}] ${text}`;
  const engine = (thread: number): string[] => [
    server(thread, 'System', '013576', 'InnoDB', 'InnoDB initialization has started.'),
    server(thread, 'System', '013577', 'InnoDB', 'InnoDB initialization has ended.'),
  ];
  return [
    entrypointNote('Note', `Entrypoint script for MySQL Server ${build} started.`),
    entrypointNote('Note', "Switching to dedicated user 'mysql'"),
    entrypointNote('Note', `Entrypoint script for MySQL Server ${build} started.`),
    entrypointNote('Note', 'Initializing database files'),
    server(0, 'System', '015017', 'Server', 'MySQL Server Initialization - start.'),
    server(
      0,
      'System',
      '013169',
      'Server',
      `/usr/sbin/mysqld (mysqld ${release}) initializing of server in progress as process 80`,
    ),
    ...engine(1),
    server(
      6,
      'Warning',
      '010453',
      'Server',
      'root@localhost is created with an empty password ! Please consider switching off the --initialize-insecure option.',
    ),
    server(0, 'System', '015018', 'Server', 'MySQL Server Initialization - end.'),
    entrypointNote('Note', 'Database files initialized'),
    entrypointNote('Note', 'Starting temporary server'),
    entrypointNote('Note', 'Temporary server started.'),
    entrypointNote('Note', 'Stopping temporary server'),
    entrypointNote('Note', 'Temporary server stopped'),
    '',
    entrypointNote('Note', 'MySQL init process done. Ready for start up.'),
    '',
    server(0, 'System', '015015', 'Server', 'MySQL Server - start.'),
    server(0, 'System', '010116', 'Server', `/usr/sbin/mysqld (mysqld ${release}) starting as process 1`),
    ...engine(1),
    server(0, 'Warning', '010068', 'Server', 'CA certificate ca.pem is self signed.'),
    server(
      0,
      'System',
      '011323',
      'Server',
      "X Plugin ready for connections. Bind-address: '::' port: 33060, socket: /var/run/mysqld/mysqlx.sock",
    ),
    server(
      0,
      'System',
      '010931',
      'Server',
      `/usr/sbin/mysqld: ready for connections. Version: '${release}'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306  MySQL Community Server - GPL.`,
    ),
  ];
}

export const mysqlByRelease: ByRelease = {
  releases: mysqlReleases,
  log: mysqlLines,
  env: (release) => ({
    MYSQL_MAJOR: isAtLeast(release, '9') ? 'innovation' : release.split('.').slice(0, 2).join('.'),
    MYSQL_VERSION: `${release}-1.el9`,
    MYSQL_SHELL_VERSION: `${release}-1.el9`,
  }),
};
