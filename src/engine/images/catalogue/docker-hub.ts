import { bootcamp, echoServer, httpEcho, kubia, nginxDemoHello, nginxProxy, nginxServer, whoami } from '../answers.ts';
import { MB, MiB, server, image, shell, procps, sh, bare, tool, type KnownImage } from './known-image.ts';
import { nginxLog } from './nginx.ts';

/** Images of Docker Hub that are not official ones. */
export const dockerHub: readonly KnownImage[] = [
  image('docker.io/gihyodocker/nginx', 56 * MB, server([80], nginxProxy), { args: 'exec' }),
  image('docker.io/gihyodocker/echo', 265 * MB, server([8080], { ...echoServer, log: ['{go} start server'] }), {
    args: 'exec',
    programs: ['go', 'curl'],
  }),
  image('docker.io/gihyodocker/fundamental', 120 * MB, shell, {
    args: 'exec',
    distribution: 'alpine',
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
    distribution: 'alpine',
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
  image('docker.io/vish/stress', 2 * MB, { type: 'command', argv: ['/stress'] }, { ...bare, programs: ['/stress'] }),
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
];
