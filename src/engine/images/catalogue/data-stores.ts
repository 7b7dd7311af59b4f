import { mysqlByRelease, mysqlNeedsPassword, postgresByRelease, redisByRelease } from './data-store-logs.ts';
import { MB, MiB, debian, alpine, ubuntu, server, official, type KnownImage } from './known-image.ts';

/** Docker Hub's official databases, caches, queues and stores of settings. */
export const dataStores: readonly KnownImage[] = [
  official(
    'redis',
    52_488_131,
    server([6379], {
      http: 'none',
    }),
    {
      versions: ['2.6-2.8', '3.0-3.2', '4.0-4.0', '5.0-5.0', '6.0-6.2', '7.0-7.4', '8.0-8.4'],
      variants: [...alpine, ...debian],
    },
    {
      smallSizeBytes: 17 * MB,
      programs: ['redis-server', 'redis-cli'],
      byRelease: redisByRelease,
    },
  ),
  official(
    'mysql',
    233_418_204,
    server([3306, 33060], {
      http: 'none',
      startMs: 9000,
      memoryBytes: 350 * MiB,
      requires: {
        anyOf: ['MYSQL_ROOT_PASSWORD', 'MYSQL_ALLOW_EMPTY_PASSWORD', 'MYSQL_RANDOM_ROOT_PASSWORD'],
        lines: mysqlNeedsPassword(
          'MySQL Server',
          'MYSQL_ROOT_PASSWORD MYSQL_ALLOW_EMPTY_PASSWORD MYSQL_RANDOM_ROOT_PASSWORD',
        ),
      },
    }),
    {
      versions: ['5.5-5.7', '8.0-8.4', '9.0-9.5'],
      variants: ['debian', 'oracle', 'oraclelinux', ...debian],
      names: ['lts', 'innovation'],
    },
    {
      programs: ['mysqld', 'mysql', 'mysqladmin', 'mysqldump'],
      byRelease: mysqlByRelease,
    },
  ),
  official(
    'mariadb',
    124_310_562,
    server([3306], {
      http: 'none',
      startMs: 5000,
      memoryBytes: 100 * MiB,
      requires: {
        anyOf: [
          'MARIADB_ROOT_PASSWORD',
          'MARIADB_ROOT_PASSWORD_HASH',
          'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD',
          'MARIADB_RANDOM_ROOT_PASSWORD',
          'MYSQL_ROOT_PASSWORD',
          'MYSQL_ALLOW_EMPTY_PASSWORD',
          'MYSQL_RANDOM_ROOT_PASSWORD',
        ],
        lines: mysqlNeedsPassword(
          'MariaDB Server',
          'MARIADB_ROOT_PASSWORD MARIADB_ROOT_PASSWORD_HASH MARIADB_ALLOW_EMPTY_ROOT_PASSWORD MARIADB_RANDOM_ROOT_PASSWORD',
        ),
      },
      log: [
        '[Note] [Entrypoint]: Entrypoint script for MariaDB Server started.',
        '[Note] mariadbd: ready for connections.',
      ],
    }),
    {
      versions: ['5.5-5.5', '10.0-10.11', '11.0-11.8', '12.0-12.1'],
      variants: [...ubuntu, 'ubi', 'rc'],
      names: ['lts'],
    },
    {
      programs: ['mariadbd', 'mariadb', 'mariadb-admin', 'mysql', 'mysqladmin'],
    },
  ),
  official(
    'postgres',
    155_219_873,
    server([5432], {
      http: 'none',
      startMs: 2500,
      memoryBytes: 30 * MiB,
      requires: {
        anyOf: ['POSTGRES_PASSWORD', 'POSTGRES_PASSWORD_FILE', 'POSTGRES_HOST_AUTH_METHOD'],
        lines: [
          'Error: Database is uninitialized and superuser password is not specified.',
          '       You must specify POSTGRES_PASSWORD to a non-empty value for the',
          '       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".',
          '',
          '       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all',
          '       connections without a password. This is *not* recommended.',
          '',
          '       See PostgreSQL documentation about "trust":',
          '       https://www.postgresql.org/docs/current/auth-trust.html',
        ],
      },
    }),
    { versions: ['9.0-9.6', '10', '11', '12', '13', '14', '15', '16', '17', '18'], variants: [...alpine, ...debian] },
    {
      smallSizeBytes: 105 * MB,
      programs: ['postgres', 'psql', 'pg_isready', 'pg_dump'],
      byRelease: postgresByRelease,
    },
  ),
  official(
    'mongo',
    272_118_940,
    server([27017], {
      http: 'none',
      startMs: 2000,
      memoryBytes: 80 * MiB,
      log: [
        '{"s":"I","c":"CONTROL","id":23285,"ctx":"main","msg":"Automatically disabling TLS 1.0"}',
        '{"s":"I","c":"NETWORK","id":23016,"ctx":"listener","msg":"Waiting for connections","attr":{"port":27017,"ssl":"off"}}',
      ],
    }),
    {
      versions: ['2.6-2.6', '3.0-3.6', '4.0-4.4', '5.0-5.0', '6.0-6.0', '7.0-7.0', '8.0-8.2'],
      variants: [...ubuntu, ...debian],
    },
    {
      programs: ['mongod', 'mongo', 'mongosh'],
    },
  ),
  official(
    'rabbitmq',
    104_870_331,
    server([5672, 15692], {
      http: 'none',
      startMs: 6000,
      memoryBytes: 90 * MiB,
      log: [' completed with 4 plugins.', 'Server startup complete; 4 plugins started.'],
    }),
    { versions: ['3.6-3.13', '4.0-4.2'], variants: ['management', ...alpine] },
    { smallSizeBytes: 70 * MB, programs: ['rabbitmq-server', 'rabbitmqctl', 'rabbitmq-diagnostics'] },
  ),
  official(
    'memcached',
    32_519_447,
    server([11211], { http: 'none' }),
    { versions: ['1.4-1.6'], variants: [...alpine, ...debian] },
    { root: false, programs: ['memcached'] },
  ),
  official(
    'elasticsearch',
    620 * MB,
    server([9200, 9300], { startMs: 15_000, memoryBytes: 1024 * MiB, onSigterm: 143 }),
    { versions: ['1', '2', '5', '6', '7', '8', '9'], variants: alpine, names: [] },
    { root: false, programs: ['elasticsearch', 'java'] },
  ),
  official(
    'zookeeper',
    150 * MB,
    server([2181, 8080], { http: 'none', startMs: 1500, memoryBytes: 60 * MiB, onSigterm: 143 }),
    { versions: ['3.4-3.9'], variants: ['temurin', 'jre'] },
    { programs: ['zkServer.sh', 'java'] },
  ),
  official(
    'cassandra',
    155 * MB,
    server([9042, 7000], { http: 'none', startMs: 20_000, memoryBytes: 900 * MiB, onSigterm: 143 }),
    { versions: ['2', '3', '4', '5'], variants: debian },
    { programs: ['cassandra', 'nodetool', 'cqlsh'] },
  ),
  official(
    'consul',
    48 * MB,
    server([8500, 8600], { log: ['==> Consul agent running!'] }),
    { versions: ['0', '1'], variants: [] },
    { shell: 'sh', programs: ['consul'] },
  ),
  official(
    'vault',
    75 * MB,
    server([8200], { log: ['==> Vault server started! Log data will stream in below:'] }),
    { versions: ['0', '1'], variants: [] },
    { shell: 'sh', programs: ['vault'] },
  ),
  official(
    'nats',
    9 * MB,
    server([4222, 8222], { log: ['[1] [INF] Server is ready'] }),
    { versions: ['0', '1', '2'], variants: ['linux', 'scratch', ...alpine] },
    { shell: 'none', programs: ['nats-server'] },
  ),
  official(
    'influxdb',
    120 * MB,
    server([8086], { startMs: 800, memoryBytes: 50 * MiB }),
    { versions: ['0', '1', '2', '3'], variants: ['core', 'data', 'meta', ...alpine] },
    { programs: ['influxd', 'influx'] },
  ),
];
