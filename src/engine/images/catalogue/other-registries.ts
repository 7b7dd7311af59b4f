import { bootcamp, echoserver, helloApp, hpaExample, netexecAnswers, nodeHello, serveHostname } from '../answers.ts';
import { MB, MiB, server, image, shell, sh, bare, tool, type KnownImage } from './known-image.ts';
import { nginx } from './nginx.ts';

/** Images of the registries of Kubernetes, Google and Quay. */
export const otherRegistries: readonly KnownImage[] = [
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
  image('registry.k8s.io/nginx-slim', 40 * MB, nginx, { args: 'exec', programs: ['nginx', 'curl'] }),
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
