import {
  bootcamp,
  echoserver,
  echoServer,
  helloApp,
  hpaExample,
  httpdServer,
  httpEcho,
  kubia,
  netexecAnswers,
  nginxDemoHello,
  nginxProxy,
  nginxServer,
  nodeHello,
  serveHostname,
  whoami,
} from './answers.ts';
import type { ImageBehaviour, MainProcess, ServerProcess } from './behaviour.ts';
import type { TagRule } from './tags.ts';

/** An image that the simulated registries know. */
export interface KnownImage extends ImageBehaviour {
  /** Fully qualified, without tag: `docker.io/library/nginx`. */
  readonly repository: string;
  /** What is pulled, bytes: compressed, as containerd counts it. */
  readonly sizeBytes: number;
  /** The same for tags that say `alpine` or `slim`. */
  readonly smallSizeBytes?: number;
  readonly tags: TagRule | 'any';
}

const MB = 1_000_000;
const MiB = 1024 * 1024;

const debian = ['bookworm', 'bullseye', 'buster', 'stretch', 'trixie', 'slim'];
const alpine = ['alpine'];
const ubuntu = ['noble', 'jammy', 'focal', 'bionic'];

const nginxLog = [
  '/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration',
  '/docker-entrypoint.sh: Looking for shell scripts in /docker-entrypoint.d/',
  '/docker-entrypoint.sh: Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh',
  '10-listen-on-ipv6-by-default.sh: info: Getting the checksum of /etc/nginx/conf.d/default.conf',
  '10-listen-on-ipv6-by-default.sh: info: Enabled listen on IPv6 in /etc/nginx/conf.d/default.conf',
  '/docker-entrypoint.sh: Sourcing /docker-entrypoint.d/15-local-resolvers.envsh',
  '/docker-entrypoint.sh: Launching /docker-entrypoint.d/20-envsubst-on-templates.sh',
  '/docker-entrypoint.sh: Launching /docker-entrypoint.d/30-tune-worker-processes.sh',
  '/docker-entrypoint.sh: Configuration complete; ready for start up',
];

/** The usual web server, unless `over` says otherwise: HTTP on every path, ends by SIGTERM with 0. */
function server(ports: ServerProcess['ports'], over: Partial<ServerProcess> = {}): ServerProcess {
  return { type: 'server', ports, startMs: 100, http: 'all', onSigterm: 0, memoryBytes: 8 * MiB, log: [], ...over };
}

interface Details {
  tags?: KnownImage['tags'];
  smallSizeBytes?: number;
  args?: ImageBehaviour['args'];
  shell?: ImageBehaviour['shell'];
  programs?: ImageBehaviour['programs'];
  ownProgram?: string;
  root?: boolean;
}

function image(repository: string, sizeBytes: number, main: MainProcess, details: Details = {}): KnownImage {
  const {
    tags = 'any',
    smallSizeBytes,
    args = 'options',
    shell = 'bash',
    programs = [],
    ownProgram,
    root = true,
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
  };
}

/** An official image of Docker Hub: its entrypoint runs its arguments. */
function official(
  name: string,
  sizeBytes: number,
  main: MainProcess,
  tags: TagRule,
  details: Details = {},
): KnownImage {
  return image(`docker.io/library/${name}`, sizeBytes, main, { args: 'exec', tags, ...details });
}

const shell: MainProcess = { type: 'shell' };

/** Debian's package procps, which its full images have and its slim ones lack. */
const procps = ['ps', 'top', 'free', 'pgrep', 'pkill', 'watch'];

const nginx = server([80], {
  ...nginxServer,
  http: ['/', '/index.html'],
  contentDirectories: ['/etc/nginx', '/usr/share/nginx'],
  log: nginxLog,
});

const mysqlNeedsPassword = (binary: string, extra: string): readonly string[] => [
  `[Note] [Entrypoint]: Entrypoint script for ${binary} started.`,
  `[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified`,
  `    You need to specify one of the following as an environment variable:`,
  ...extra.split(' ').map((name) => `    - ${name}`),
];

const officialImages: readonly KnownImage[] = [
  official(
    'nginx',
    72_099_410,
    nginx,
    {
      versions: ['1.7-1.29'],
      variants: [...alpine, ...debian, 'perl', 'otel'],
      names: ['stable', 'mainline', 'stable-alpine', 'mainline-alpine'],
    },
    { smallSizeBytes: 20_534_112, programs: ['nginx', 'curl'] },
  ),
  official(
    'httpd',
    58_253_461,
    server([80], {
      ...httpdServer,
      http: ['/', '/index.html'],
      contentDirectories: ['/usr/local/apache2'],
      log: [
        "AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using {ip}. Set the 'ServerName' directive globally to suppress this message",
        "AH00094: Command line: 'httpd -D FOREGROUND'",
      ],
    }),
    { versions: ['2.2-2.2', '2.4-2.4'], variants: [...alpine, ...debian] },
    { smallSizeBytes: 25 * MB, programs: ['httpd', 'httpd-foreground'] },
  ),
  official(
    'redis',
    52_488_131,
    server([6379], {
      http: 'none',
      log: [
        '1:C * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo',
        '1:C # Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf',
        '1:M * Running mode=standalone, port=6379.',
        '1:M * Server initialized',
        '1:M * Ready to accept connections tcp',
      ],
    }),
    {
      versions: ['2.6-2.8', '3.0-3.2', '4.0-4.0', '5.0-5.0', '6.0-6.2', '7.0-7.4', '8.0-8.4'],
      variants: [...alpine, ...debian],
    },
    {
      smallSizeBytes: 17 * MB,
      programs: ['redis-server', 'redis-cli'],
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
      log: [
        '[Note] [Entrypoint]: Entrypoint script for MySQL Server started.',
        '[System] [MY-010116] [Server] /usr/sbin/mysqld (mysqld) starting as process 1',
        "[System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Socket: '/var/run/mysqld/mysqld.sock'  port: 3306  MySQL Community Server - GPL.",
      ],
    }),
    {
      versions: ['5.5-5.7', '8.0-8.4', '9.0-9.5'],
      variants: ['debian', 'oracle', 'oraclelinux', ...debian],
      names: ['lts', 'innovation'],
    },
    {
      programs: ['mysqld', 'mysql', 'mysqladmin', 'mysqldump'],
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
      log: [
        'PostgreSQL init process complete; ready for start up.',
        'LOG:  database system is ready to accept connections',
      ],
    }),
    { versions: ['9.0-9.6', '10', '11', '12', '13', '14', '15', '16', '17', '18'], variants: [...alpine, ...debian] },
    {
      smallSizeBytes: 105 * MB,
      programs: ['postgres', 'psql', 'pg_isready', 'pg_dump'],
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
    'busybox',
    2_220_094,
    shell,
    { versions: ['1.20-1.37'], variants: ['glibc', 'musl', 'uclibc', 'libc'], names: ['stable', 'unstable'] },
    { shell: 'sh', programs: ['httpd'] },
  ),
  official(
    'alpine',
    3_642_247,
    shell,
    { versions: ['2.6-2.7', '3.1-3.23'], variants: [], names: ['edge'] },
    { shell: 'sh' },
  ),
  official('ubuntu', 29_717_832, shell, {
    versions: [
      '12.04-12.04',
      '14.04-14.04',
      '16.04-16.04',
      '18.04-18.04',
      '20.04-20.04',
      '22.04-22.04',
      '24.04-24.04',
      '24.10-24.10',
      '25.04-25.04',
      '25.10-25.10',
    ],
    variants: [],
    names: [...ubuntu, 'rolling', 'devel'],
  }),
  official('debian', 48_480_011, shell, {
    versions: ['8', '9', '10', '11', '12', '13'],
    variants: [...debian, 'backports'],
    names: ['stable', 'testing', 'unstable', 'sid'],
  }),
  official('centos', 83_518_086, shell, {
    versions: ['5', '6', '7', '8'],
    variants: [],
    names: ['centos7', 'centos8'],
  }),
  official('amazonlinux', 52 * MB, shell, { versions: ['1', '2', '2023'], variants: ['minimal'] }),
  official('rockylinux', 70 * MB, shell, { versions: ['8', '9'], variants: ['minimal'] }),
  official('fedora', 65 * MB, shell, {
    versions: ['20-60'],
    variants: [],
    names: ['rawhide', ...Array.from({ length: 18 }, (_, index) => String(26 + index))],
  }),
  official('bash', 5 * MB, shell, { versions: ['3', '4', '5'], variants: alpine }),
  official(
    'node',
    392_204_117,
    shell,
    {
      versions: ['0.10-0.12', ...Array.from({ length: 22 }, (_, index) => String(4 + index))],
      variants: [...alpine, ...debian],
      names: ['lts', 'current', 'lts-alpine', 'lts-slim', 'current-alpine', 'current-slim'],
    },
    {
      smallSizeBytes: 52 * MB,
      programs: ['node', 'npm', 'npx', 'yarn', 'curl', 'wget', 'python3', ...procps],
    },
  ),
  official(
    'python',
    365_771_402,
    shell,
    { versions: ['2.7-2.7', '3.3-3.14'], variants: [...alpine, ...debian, 'rc'] },
    {
      smallSizeBytes: 45 * MB,
      programs: ['python', 'python3', 'pip', 'pip3', 'curl', 'wget', ...procps],
    },
  ),
  official(
    'golang',
    301_502_884,
    shell,
    { versions: ['1.5-1.25'], variants: [...alpine, ...debian] },
    { smallSizeBytes: 78 * MB, programs: ['go', 'gofmt', 'curl', 'wget', 'git', ...procps] },
  ),
  official(
    'ruby',
    380 * MB,
    shell,
    { versions: ['2.0-2.7', '3.0-3.4'], variants: [...alpine, ...debian] },
    { smallSizeBytes: 70 * MB, programs: ['ruby', 'irb', 'gem', 'bundle'] },
  ),
  official(
    'php',
    180 * MB,
    shell,
    { versions: ['5.3-5.6', '7.0-7.4', '8.0-8.4'], variants: ['apache', 'fpm', 'cli', 'zts', ...alpine, ...debian] },
    { smallSizeBytes: 35 * MB, programs: ['php', 'apache2-foreground', 'php-fpm'] },
  ),
  official(
    'perl',
    335_120_773,
    shell,
    { versions: ['5.18-5.42'], variants: [...debian, 'threaded'] },
    { smallSizeBytes: 60 * MB, programs: ['perl', 'curl'] },
  ),
  official(
    'openjdk',
    244_103_291,
    shell,
    {
      versions: ['6', '7', '8', '9', '10', '11', '12', '13', '14', '15', '16', '17', '18', '19', '20', '21', '22'],
      variants: ['jdk', 'jre', 'oracle', 'ea', ...alpine, ...debian],
    },
    { smallSizeBytes: 100 * MB, programs: ['java', 'javac', 'jshell', 'curl'] },
  ),
  official(
    'eclipse-temurin',
    215_744_310,
    shell,
    {
      versions: ['8', '11', '16', '17', '18', '19', '20', '21', '22', '23', '24', '25'],
      variants: ['jdk', 'jre', 'ubi', 'minimal', 'centos', ...alpine, ...ubuntu],
      names: ['8u412-b08-jdk'],
    },
    { smallSizeBytes: 80 * MB, programs: ['java', 'javac', 'curl', 'wget'] },
  ),
  official(
    'amazoncorretto',
    220 * MB,
    shell,
    { versions: ['8', '11', '17', '21', '24', '25'], variants: ['jdk', 'al', 'headless', ...alpine] },
    { smallSizeBytes: 100 * MB, programs: ['java', 'javac'] },
  ),
  official(
    'maven',
    320 * MB,
    shell,
    {
      versions: ['3.2-3.9', '4.0-4.0'],
      variants: ['eclipse', 'temurin', 'amazoncorretto', 'openjdk', 'jdk', ...alpine, ...debian],
    },
    { programs: ['mvn', 'java'] },
  ),
  official(
    'gradle',
    350 * MB,
    shell,
    { versions: ['4', '5', '6', '7', '8', '9'], variants: ['jdk', 'jre', ...alpine, ...ubuntu] },
    { programs: ['gradle', 'java'] },
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
    'wordpress',
    246_500_871,
    server([80], {
      startMs: 1500,
      memoryBytes: 60 * MiB,
      log: [
        'WordPress not found in /var/www/html - copying now...',
        'Complete! WordPress has been successfully copied to /var/www/html',
        "AH00094: Command line: 'apache2 -D FOREGROUND'",
      ],
    }),
    { versions: ['4.0-4.9', '5.0-5.9', '6.0-6.9'], variants: ['apache', 'fpm', 'php', 'cli', ...alpine] },
    { programs: ['apache2-foreground', 'php'] },
  ),
  official(
    'ghost',
    162_337_540,
    server([2368], {
      startMs: 3000,
      memoryBytes: 120 * MiB,
      log: ['INFO Ghost is running in production...', 'INFO Ghost booted in 2.6s'],
    }),
    { versions: ['0.4-0.11', '1', '2', '3', '4', '5', '6'], variants: [...alpine, ...debian] },
    { programs: ['node'] },
  ),
  official(
    'drupal',
    180 * MB,
    server([80], { startMs: 800, memoryBytes: 60 * MiB }),
    { versions: ['7', '8', '9', '10', '11'], variants: ['apache', 'fpm', 'php', ...alpine, ...debian] },
    { programs: ['apache2-foreground', 'php'] },
  ),
  official(
    'nextcloud',
    450 * MB,
    server([80], { startMs: 3000, memoryBytes: 80 * MiB }),
    { versions: Array.from({ length: 20 }, (_, index) => String(13 + index)), variants: ['apache', 'fpm', ...alpine] },
    { programs: ['apache2-foreground', 'php'] },
  ),
  official(
    'registry',
    17_303_660,
    server([5000], { log: ['time="{time}" level=info msg="listening on [::]:5000"'] }),
    { versions: ['2.0-2.8', '3.0-3.0'], variants: [] },
    { shell: 'sh', programs: ['registry'] },
  ),
  official(
    'elasticsearch',
    620 * MB,
    server([9200, 9300], { startMs: 15_000, memoryBytes: 1024 * MiB, onSigterm: 143 }),
    { versions: ['1', '2', '5', '6', '7', '8', '9'], variants: alpine, names: [] },
    { root: false, programs: ['elasticsearch', 'java'] },
  ),
  official(
    'kibana',
    420 * MB,
    server([5601], { startMs: 12_000, memoryBytes: 300 * MiB }),
    { versions: ['4', '5', '6', '7', '8', '9'], variants: [] },
    { root: false, programs: ['node'] },
  ),
  official(
    'logstash',
    420 * MB,
    server([5044, 9600], { startMs: 12_000, memoryBytes: 500 * MiB, onSigterm: 143 }),
    { versions: ['1', '2', '5', '6', '7', '8', '9'], variants: alpine },
    { root: false, programs: ['java'] },
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
  official(
    'adminer',
    38 * MB,
    server([8080]),
    { versions: ['4', '5'], variants: ['standalone', 'fastcgi'] },
    { shell: 'sh', programs: ['php'] },
  ),
  official(
    'docker',
    120 * MB,
    shell,
    {
      versions: Array.from({ length: 14 }, (_, index) => String(17 + index)),
      variants: ['dind', 'git', 'cli', 'rootless', ...alpine],
    },
    { shell: 'sh', programs: ['docker', 'dockerd'] },
  ),
  official(
    'hello-world',
    10_072,
    {
      type: 'task',
      durationMs: 20,
      exitCode: 0,
      lines: [
        '',
        'Hello from Docker!',
        'This message shows that your installation appears to be working correctly.',
        '',
        'To generate this message, Docker took the following steps:',
        ' 1. The Docker client contacted the Docker daemon.',
        ' 2. The Docker daemon pulled the "hello-world" image from the Docker Hub.',
        '    (amd64)',
        ' 3. The Docker daemon created a new container from that image which runs the',
        '    executable that produces the output you are currently reading.',
        ' 4. The Docker daemon streamed that output to the Docker client, which sent it',
        '    to your terminal.',
        '',
        'To try something more ambitious, you can run an Ubuntu container with:',
        ' $ docker run -it ubuntu bash',
        '',
        'Share images, automate workflows, and more with a free Docker ID:',
        ' https://hub.docker.com/',
        '',
        'For more examples and ideas, visit:',
        ' https://docs.docker.com/get-started/',
        '',
      ],
    },
    { versions: [], variants: [], names: ['linux', 'nanoserver'] },
    { shell: 'none', programs: ['/hello'] },
  ),
];

const sh: Details = { shell: 'sh' };
const bare: Details = { shell: 'none' };
const tool: Details = { args: 'exec', shell: 'sh' };

const hubImages: readonly KnownImage[] = [
  image('docker.io/gihyodocker/nginx', 56 * MB, server([80], nginxProxy), { args: 'exec' }),
  image('docker.io/gihyodocker/echo', 265 * MB, server([8080], { ...echoServer, log: ['{go} start server'] }), {
    args: 'exec',
    programs: ['go', 'curl'],
  }),
  image('docker.io/gihyodocker/fundamental', 120 * MB, shell, {
    args: 'exec',
    programs: ['curl', 'dig', 'nslookup', 'wget', 'ping', 'nc', 'ip', 'netstat', ...procps],
  }),
  image(
    'docker.io/curlimages/curl',
    9 * MB,
    {
      type: 'task',
      durationMs: 20,
      exitCode: 2,
      lines: ["curl: try 'curl --help' or 'curl --manual' for more information"],
    },
    { ...tool, root: false, programs: ['curl'] },
  ),
  image('docker.io/nicolaka/netshoot', 170 * MB, shell, {
    args: 'exec',
    programs: [
      'curl',
      'wget',
      'dig',
      'nslookup',
      'ping',
      'nc',
      'ip',
      'ss',
      'netstat',
      'tcpdump',
      'iperf',
      'iperf3',
      'zsh',
      'jq',
      ...procps,
    ],
  }),
  image('docker.io/praqma/network-multitool', 40 * MB, server([80, 443]), {
    args: 'exec',
    programs: ['nginx', 'curl', 'wget', 'dig', 'nslookup', 'ping', 'nc', 'ip', 'netstat', ...procps],
  }),
  image('docker.io/kubernetes/pause', 250_000, { type: 'wait' }, bare),
  image(
    'docker.io/kennethreitz/httpbin',
    159 * MB,
    server([80], {
      startMs: 1200,
      memoryBytes: 60 * MiB,
      log: ['[1] [INFO] Starting gunicorn 19.9.0', '[1] [INFO] Listening at: http://0.0.0.0:80 (1)'],
    }),
  ),
  image(
    'docker.io/hashicorp/http-echo',
    3 * MB,
    server([5678], {
      ...httpEcho,
      portOptions: ['-listen=:', '-listen='],
      log: ['[INFO] server is listening on :{port}'],
    }),
    { ...bare, root: false },
  ),
  image(
    'docker.io/prom/prometheus',
    110 * MB,
    server([9090], {
      startMs: 1200,
      memoryBytes: 80 * MiB,
      log: ['level=info msg="Server is ready to receive web requests."'],
    }),
    { ...sh, root: false },
  ),
  image('docker.io/prom/node-exporter', 12 * MB, server([9100]), { ...sh, root: false }),
  image('docker.io/prom/alertmanager', 32 * MB, server([9093]), { ...sh, root: false }),
  image('docker.io/prom/pushgateway', 10 * MB, server([9091]), { ...sh, root: false }),
  image(
    'docker.io/grafana/grafana',
    152 * MB,
    server([3000], {
      startMs: 4000,
      memoryBytes: 90 * MiB,
      log: ['logger=http.server level=info msg="HTTP Server Listen" address=[::]:3000 protocol=http'],
    }),
    { root: false },
  ),
  image('docker.io/grafana/loki', 25 * MB, server([3100], { startMs: 1500 }), { ...sh, root: false }),
  image(
    'docker.io/fluent/fluentd',
    17 * MB,
    server([24224, 5140], {
      http: 'none',
      startMs: 1500,
      memoryBytes: 40 * MiB,
      log: ['[info]: fluentd worker is now running worker=0'],
    }),
    { ...sh, root: false },
  ),
  image(
    'docker.io/fluent/fluent-bit',
    35 * MB,
    server([2020], { log: ['[info] [fluent bit] version=3.1.9', '[info] [sp] stream processor started'] }),
    bare,
  ),
  image(
    'docker.io/minio/minio',
    62 * MB,
    server([9000, 9001], {
      startMs: 800,
      memoryBytes: 90 * MiB,
      log: ['MinIO Object Storage Server', 'API: http://{ip}:9000'],
    }),
  ),
  image(
    'docker.io/jenkins/jenkins',
    290 * MB,
    server([8080, 50000], {
      startMs: 18_000,
      memoryBytes: 300 * MiB,
      onSigterm: 143,
      log: ['Jenkins is fully up and running'],
    }),
    { root: false },
  ),
  image('docker.io/portainer/portainer-ce', 95 * MB, server([9000, 9443, 8000]), bare),
  image('docker.io/containous/whoami', 3 * MB, server([80], whoami), bare),
  image('docker.io/traefik/whoami', 3 * MB, server([80], { ...whoami, portOptions: ['--port=', '--port '] }), bare),
  image('docker.io/nginxdemos/hello', 20 * MB, server([80], nginxDemoHello), tool),
  image(
    'docker.io/nginxinc/nginx-unprivileged',
    72 * MB,
    server([8080], {
      ...nginxServer,
      http: ['/', '/index.html'],
      contentDirectories: ['/etc/nginx', '/usr/share/nginx'],
      log: nginxLog,
    }),
    { args: 'exec', root: false },
  ),
  image('docker.io/mendhak/http-https-echo', 45 * MB, server([8080, 8443], { portVariable: 'HTTP_PORT' }), {
    ...tool,
    root: false,
  }),
  image('docker.io/ealen/echo-server', 50 * MB, server([80], { portVariable: 'PORT' }), tool),
  image('docker.io/stefanprodan/podinfo', 25 * MB, server([9898, 9797]), { ...tool, root: false }),
  image('docker.io/rancher/hello-world', 8 * MB, server([80]), tool),
  image('docker.io/polinux/stress', 4 * MB, shell, { ...tool, programs: ['stress'] }),
  image('docker.io/progrium/stress', 100 * MB, shell, { programs: ['stress'] }),
  image(
    'docker.io/bitnami/kubectl',
    90 * MB,
    { type: 'task', durationMs: 50, exitCode: 0, lines: ['kubectl controls the Kubernetes cluster manager.'] },
    { root: false, programs: ['kubectl'] },
  ),
  image('docker.io/dockersamples/static-site', 68 * MB, server([80, 443]), { args: 'exec' }),
  image('docker.io/yeasy/simple-web', 260 * MB, server([80]), { args: 'exec' }),
  image('docker.io/subicura/whoami', 30 * MB, server([4567]), tool),
  image(
    'docker.io/luksa/kubia',
    250 * MB,
    server([8080], { ...kubia, onSigterm: 'ignored', log: ['Kubia server starting...'] }),
    { programs: ['node', 'curl'] },
  ),
  image('docker.io/luksa/kubia-unhealthy', 250 * MB, server([8080], { onSigterm: 'ignored' }), {
    programs: ['node', 'curl'],
  }),
  image('docker.io/selenium/hub', 180 * MB, server([4444], { startMs: 6000, memoryBytes: 200 * MiB, onSigterm: 143 })),
  image('docker.io/cockroachdb/cockroach', 220 * MB, server([26257, 8080], { startMs: 3000, memoryBytes: 150 * MiB })),
];

const otherRegistries: readonly KnownImage[] = [
  image(
    'registry.k8s.io/pause',
    320_368,
    { type: 'wait' },
    {
      ...bare,
      root: false,
      tags: { versions: ['2.0-2.0', '3.0-3.10', '1.0-1.0'], variants: [], names: ['go', 'test'] },
    },
  ),
  image(
    'registry.k8s.io/e2e-test-images/agnhost',
    52 * MB,
    server([8080], {
      portOptions: ['--http-port=', '--port=', '-port='],
      // test/images/agnhost in kubernetes/kubernetes; `liveness` is the example of the documentation's page on probes.
      subcommands: {
        liveness: { unhealthyFromMs: 10_000 },
        netexec: { answers: netexecAnswers },
        pause: { ports: [], http: 'none', log: ['Paused'] },
        'serve-hostname': { ports: [9376], answers: serveHostname, log: ['Serving on port {port}.'] },
        'test-webserver': { ports: [80] },
      },
      log: ['Started HTTP server on port {port}'],
    }),
    { programs: ['curl', 'dig', 'nc', 'netcat', 'iperf'], tags: { versions: ['2.0-2.60'], variants: ['linux'] } },
  ),
  image('registry.k8s.io/e2e-test-images/busybox', 2_220_094, shell, tool),
  image('registry.k8s.io/e2e-test-images/nginx', 20 * MB, nginx, { args: 'exec' }),
  image('registry.k8s.io/e2e-test-images/echoserver', 45 * MB, server([8080], echoserver)),
  image('registry.k8s.io/busybox', 1_144_832, shell, tool),
  image('registry.k8s.io/liveness', 2 * MB, server([8080], { unhealthyFromMs: 10_000 })),
  image(
    'registry.k8s.io/echoserver',
    46 * MB,
    server([8080], { ...echoserver, log: ['Generating self-signed cert', 'Starting nginx'] }),
  ),
  image('registry.k8s.io/hpa-example', 182 * MB, server([80], { ...hpaExample, memoryBytes: 20 * MiB })),
  image('registry.k8s.io/nginx-slim', 40 * MB, nginx, { args: 'exec' }),
  image('registry.k8s.io/serve_hostname', 5 * MB, server([9376], { answers: serveHostname })),
  image('registry.k8s.io/test-webserver', 4_700_000, server([80]), bare),
  image('registry.k8s.io/goproxy', 5 * MB, server([8080]), bare),
  image('registry.k8s.io/metrics-server/metrics-server', 19 * MB, server([10250, 4443], { startMs: 15_000 }), bare),
  image('registry.k8s.io/kube-proxy', 30 * MB, server([10249, 10256]), {
    ...bare,
    args: 'exec',
    ownProgram: '/usr/local/bin/kube-proxy',
  }),
  image('registry.k8s.io/coredns/coredns', 18 * MB, server([53, 8080, 8181, 9153]), bare),
  image('registry.k8s.io/ingress-nginx/controller', 110 * MB, server([80, 443, 10254], { startMs: 2000 }), sh),
  image(
    'gcr.io/google-samples/hello-app',
    12 * MB,
    server([8080], { ...helloApp, portVariable: 'PORT', log: ['{go} Server listening on port {port}'] }),
    sh,
  ),
  image('gcr.io/google-samples/node-hello', 260 * MB, server([8080], { ...nodeHello, onSigterm: 'ignored' }), {
    programs: ['node'],
  }),
  image('gcr.io/google-samples/gb-frontend', 350 * MB, server([80])),
  image('gcr.io/google-samples/gb-redis-follower', 50 * MB, server([6379], { http: 'none' })),
  image('gcr.io/google_samples/gb-redisslave', 50 * MB, server([6379], { http: 'none' })),
  image(
    'gcr.io/google-samples/kubernetes-bootcamp',
    84 * MB,
    server([8080], {
      ...bootcamp,
      onSigterm: 'ignored',
      log: ['Kubernetes Bootcamp App Started At: {time} | Running On:  {host} '],
    }),
    { args: 'exec', programs: ['node', 'curl'] },
  ),
  image(
    'docker.io/jocatalin/kubernetes-bootcamp',
    84 * MB,
    server([8080], {
      ...bootcamp,
      onSigterm: 'ignored',
      log: ['Kubernetes Bootcamp App Started At: {time} | Running On:  {host} '],
    }),
    { args: 'exec', programs: ['node', 'curl'] },
  ),
  image('quay.io/prometheus/prometheus', 110 * MB, server([9090], { startMs: 1200, memoryBytes: 80 * MiB }), {
    ...sh,
    root: false,
  }),
  image(
    'quay.io/fluentd_elasticsearch/fluentd',
    60 * MB,
    server([24224], { http: 'none', startMs: 1500, memoryBytes: 40 * MiB }),
  ),
];

/** Every known image by its repository. */
export const catalogue: ReadonlyMap<string, KnownImage> = new Map(
  [...officialImages, ...hubImages, ...otherRegistries].map((known) => [known.repository, known]),
);
